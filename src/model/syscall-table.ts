// Written by scripts/generate-syscall-table.mjs from scripts/data/; change those and run it again.
import type { ArgKind, SyscallClass, SyscallSpec } from './syscalls.js';

/** One call a line: its name, class, family and arguments. Text, because the command starts faster when V8 scans one string than 486 objects. */
const lines = `_llseek plumbing lseek fd:fd offset:offset result:buffer whence:flags
_newselect scheduling select count:number read:buffer write:buffer except:buffer timeout:time
_sysctl effect _sysctl args:buffer
accept effect accept fd:fd addr:sockaddr addrlen:buffer
accept4 effect accept fd:fd addr:sockaddr addrlen:buffer flags:flags
access effect access path:path mode:flags
acct effect acct path:path
add_key effect add_key type:string description:string payload:buffer size:size keyring:handle
adjtimex effect adjtimex timex:buffer
afs_syscall effect afs_syscall
alarm plumbing setitimer time:time
arch_prctl plumbing arch_prctl op:flags addr:pointer
arm_fadvise64_64 plumbing fadvise64 fd:fd advice:flags offset:offset size:size
arm_sync_file_range effect sync_file_range fd:fd flags:flags offset:offset size:size
bdflush effect bdflush func:number data:number
bind effect bind fd:fd addr:sockaddr addrlen:size
bpf effect bpf op:flags attr:buffer size:size attr_common:buffer size_common:size
break effect break
breakpoint effect breakpoint
brk memory brk addr:pointer
cacheflush memory cacheflush addr:pointer end:pointer flags:flags
cachestat query cachestat fd:fd range:buffer buffer:buffer flags:flags
capget query capget header:buffer data:buffer
capset effect capset header:buffer data:flags
chdir effect chdir path:path
chmod effect chmod path:path mode:mode
chown effect chown path:path owner:id group:id
chown32 effect chown path:path owner:id group:id
chroot effect chroot path:path
clock_adjtime effect adjtimex clock:flags timex:buffer
clock_adjtime64 effect adjtimex clock:flags timex:buffer
clock_getres query clock_getres clock:flags time:time
clock_getres_time64 query clock_getres clock:flags time:time
clock_gettime query clock_gettime clock:flags time:time
clock_gettime64 query clock_gettime clock:flags time:time
clock_nanosleep scheduling nanosleep clock:flags flags:flags time:time remaining:time
clock_nanosleep_time64 scheduling nanosleep clock:flags flags:flags time:time remaining:time
clock_settime effect clock_settime clock:flags time:time
clock_settime64 effect clock_settime clock:flags time:time
clone effect fork stack:pointer flags:flags parent_tid:pointer tls:pointer child_tid:pointer
clone3 effect fork args:buffer size:size
close effect close fd:fd
close_range effect close_range fd:fd last:number flags:flags
connect effect connect fd:fd addr:sockaddr addrlen:size
copy_file_range data copy_file_range in:fd in_offset:offset out:fd out_offset:offset size:size flags:flags
creat effect open path:path mode:mode
create_module effect create_module name:string size:size
delete_module effect delete_module name:string flags:flags
dup plumbing dup fd:fd
dup2 plumbing dup fd:fd newfd:fd
dup3 plumbing dup fd:fd newfd:fd flags:flags
epoll_create plumbing epoll_create size:number
epoll_create1 plumbing epoll_create flags:flags
epoll_ctl plumbing epoll_ctl epfd:fd op:flags fd:fd event:buffer
epoll_ctl_old plumbing epoll_ctl epfd:fd op:flags fd:fd event:buffer
epoll_pwait scheduling epoll_wait fd:fd events:buffer count:number timeout:time mask:buffer masksize:size
epoll_pwait2 scheduling epoll_wait fd:fd events:buffer count:number timeout:time mask:buffer masksize:size
epoll_wait scheduling epoll_wait fd:fd events:buffer count:number timeout:time
epoll_wait_old scheduling epoll_wait fd:fd events:buffer count:number timeout:time
eventfd plumbing eventfd value:number
eventfd2 plumbing eventfd value:number flags:flags
execve effect exec path:path argv:argv envp:envp
execveat effect exec dir:dirfd path:path argv:argv envp:envp flags:flags
exit plumbing exit status:number
exit_group plumbing exit_group status:number
faccessat effect access dir:dirfd path:path mode:flags
faccessat2 effect access dir:dirfd path:path mode:flags flags:flags
fadvise64 plumbing fadvise64 fd:fd offset:offset size:size advice:flags
fadvise64_64 plumbing fadvise64 fd:fd offset:offset size:size advice:flags
fallocate effect fallocate fd:fd flags:flags offset:offset size:size
fanotify_init effect fanotify_init flags:flags event_flags:flags
fanotify_mark effect fanotify_mark fd:fd flags:flags mask:flags dir:dirfd path:path
fchdir effect fchdir fd:fd
fchmod effect chmod fd:fd mode:mode
fchmodat effect chmod dir:dirfd path:path mode:mode
fchmodat2 effect chmod dir:dirfd path:path mode:mode flags:flags
fchown effect chown fd:fd owner:id group:id
fchown32 effect chown fd:fd owner:id group:id
fchownat effect chown dir:dirfd path:path owner:id group:id flags:flags
fcntl plumbing fcntl fd:fd op:flags arg:number
fcntl64 plumbing fcntl fd:fd op:flags arg:number
fdatasync effect fdatasync fd:fd
fgetxattr effect fgetxattr fd:fd name:string value:buffer size:size
file_getattr effect file_getattr dir:dirfd path:path attr:buffer size:size flags:flags
file_setattr effect file_setattr dir:dirfd path:path attr:buffer size:size flags:flags
finit_module effect finit_module fd:fd params:string flags:flags
flistxattr effect flistxattr fd:fd buffer:buffer size:size
flock effect flock fd:fd op:flags
fork effect fork
fremovexattr effect fremovexattr fd:fd name:string
fsconfig effect fsconfig fd:fd op:flags key:string value:buffer aux:number
fsetxattr effect fsetxattr fd:fd name:string value:buffer size:size flags:flags
fsmount effect fsmount fd:fd flags:flags attr:flags
fsopen effect fsopen name:string flags:flags
fspick effect fspick dir:dirfd path:path flags:flags
fstat effect stat fd:fd buffer:buffer
fstat64 effect stat fd:fd buffer:buffer
fstatat64 effect stat dir:dirfd path:path buffer:buffer flags:flags
fstatfs query fstatfs fd:fd buffer:buffer
fstatfs64 query fstatfs fd:fd size:size buffer:buffer
fsync effect fsync fd:fd
ftime effect ftime
ftruncate effect ftruncate fd:fd size:size
ftruncate64 effect ftruncate fd:fd size:size
futex scheduling futex addr:pointer op:flags value:number timeout:time addr2:pointer value3:number
futex_requeue scheduling futex waiters:buffer flags:flags count:number requeue:number
futex_time64 scheduling futex addr:pointer op:flags value:number timeout:time addr2:pointer value3:number
futex_wait scheduling futex addr:pointer value:number mask:flags flags:flags timeout:time clock:flags
futex_waitv scheduling futex waiters:buffer count:number flags:flags timeout:time clock:flags
futex_wake scheduling futex addr:pointer mask:flags count:number flags:flags
futimesat effect utime dir:dirfd path:path times:time
get_kernel_syms effect get_kernel_syms table:buffer
get_mempolicy query get_mempolicy mode:buffer nodes:buffer count:number addr:pointer flags:flags
get_robust_list plumbing get_robust_list pid:pid head:buffer size:buffer
get_thread_area query get_thread_area entry:buffer
get_tls query get_tls
getcpu query getcpu cpu:buffer node:buffer cache:buffer
getcwd query getcwd buffer:buffer size:size
getdents effect getdents fd:fd buffer:buffer size:size
getdents64 effect getdents fd:fd buffer:buffer size:size
getegid query getegid
getegid32 query getegid
geteuid query geteuid
geteuid32 query geteuid
getgid query getgid
getgid32 query getgid
getgroups query getgroups count:number groups:buffer
getgroups32 query getgroups count:number groups:buffer
getitimer query getitimer which:flags time:time
getpeername plumbing getpeername fd:fd addr:sockaddr addrlen:buffer
getpgid query getpgid pid:pid
getpgrp query getpgid
getpid query getpid
getpmsg effect getpmsg
getppid query getppid
getpriority query getpriority which:flags who:pid
getrandom query getrandom buffer:buffer size:size flags:flags
getresgid query getresgid rgid:buffer egid:buffer sgid:buffer
getresgid32 query getresgid rgid:buffer egid:buffer sgid:buffer
getresuid query getresuid ruid:buffer euid:buffer suid:buffer
getresuid32 query getresuid ruid:buffer euid:buffer suid:buffer
getrlimit plumbing rlimit resource:flags old_limit:buffer
getrusage query getrusage who:flags buffer:buffer
getsid query getsid pid:pid
getsockname plumbing getsockname fd:fd addr:sockaddr addrlen:buffer
getsockopt plumbing getsockopt fd:fd level:flags option:flags value:buffer size:buffer
gettid query gettid
gettimeofday query clock_gettime time:time timezone:buffer
getuid query getuid
getuid32 query getuid
getxattr effect getxattr path:path name:string value:buffer size:size
getxattrat effect getxattr dir:dirfd path:path at_flags:flags name:string args:buffer size:size
gtty effect gtty
idle effect idle
init_module effect init_module image:buffer size:size params:string
inotify_add_watch effect inotify_add_watch fd:fd path:path mask:flags
inotify_init plumbing inotify_init
inotify_init1 plumbing inotify_init flags:flags
inotify_rm_watch effect inotify_rm_watch fd:fd watch:handle
io_cancel effect io_cancel context:handle request:buffer event:buffer
io_destroy effect io_destroy context:handle
io_getevents scheduling io_getevents context:handle min:number count:number events:buffer timeout:time
io_pgetevents scheduling io_getevents context:handle min:number count:number events:buffer timeout:time mask:buffer
io_pgetevents_time64 scheduling io_getevents context:handle min:number count:number events:buffer timeout:time mask:buffer
io_setup effect io_setup count:number context:buffer
io_submit data io_submit context:handle count:number requests:buffer
io_uring_enter data io_uring_enter fd:fd to_submit:number min_complete:number flags:flags arg:buffer size:size
io_uring_register effect io_uring_register fd:fd op:flags arg:buffer count:number
io_uring_setup effect io_uring_setup count:number params:buffer
ioctl query ioctl fd:fd op:flags arg:buffer
ioperm effect ioperm from:number count:number on:number
iopl effect iopl level:number
ioprio_get query ioprio_get which:flags who:pid
ioprio_set plumbing ioprio_set which:flags who:pid priority:number
ipc effect ipc call:flags first:number second:number third:number addr:pointer fifth:number
kcmp query kcmp pid:pid pid2:pid type:flags index:number index2:number
kexec_file_load effect kexec_file_load fd:fd initrd:fd size:size cmdline:string flags:flags
kexec_load effect kexec_load entry:pointer count:number segments:buffer flags:flags
keyctl effect keyctl op:flags arg2:number arg3:number arg4:number arg5:number
kill effect kill pid:pid signal:signal
landlock_add_rule effect landlock_add_rule fd:fd type:flags attr:buffer flags:flags
landlock_create_ruleset effect landlock_create_ruleset attr:flags size:size flags:flags
landlock_restrict_self effect landlock_restrict_self fd:fd flags:flags
lchown effect chown path:path owner:id group:id
lchown32 effect chown path:path owner:id group:id
lgetxattr effect lgetxattr path:path name:string value:buffer size:size
link effect link path:path newpath:path
linkat effect link dir:dirfd path:path newdir:dirfd newpath:path flags:flags
listen effect listen fd:fd backlog:number
listmount query listmount request:buffer buffer:buffer size:size flags:flags
listns query listns request:buffer buffer:buffer size:size flags:flags
listxattr effect listxattr path:path buffer:buffer size:size
listxattrat effect listxattr dir:dirfd path:path at_flags:flags buffer:buffer size:size
llistxattr effect llistxattr path:path buffer:buffer size:size
lock effect lock
lookup_dcookie query lookup_dcookie cookie:handle buffer:buffer size:size
lremovexattr effect lremovexattr path:path name:string
lseek plumbing lseek fd:fd offset:offset whence:flags
lsetxattr effect lsetxattr path:path name:string value:buffer size:size flags:flags
lsm_get_self_attr query lsm_get_self_attr attr:flags buffer:buffer size:buffer flags:flags
lsm_list_modules query lsm_list_modules buffer:buffer size:buffer flags:flags
lsm_set_self_attr effect lsm_set_self_attr attr:flags context:buffer size:size flags:flags
lstat effect stat path:path buffer:buffer
lstat64 effect stat path:path buffer:buffer
madvise memory madvise addr:pointer size:size advice:flags
map_shadow_stack memory map_shadow_stack addr:pointer size:size flags:flags
mbind memory mbind addr:pointer size:size mode:flags nodes:buffer count:number flags:flags
membarrier scheduling membarrier op:flags flags:flags cpu:number
memfd_create effect memfd_create name:string flags:flags
memfd_secret effect memfd_secret flags:flags
migrate_pages memory migrate_pages pid:pid count:number nodes:buffer newnodes:buffer
mincore memory mincore addr:pointer size:size buffer:buffer
mkdir effect mkdir path:path mode:mode
mkdirat effect mkdir dir:dirfd path:path mode:mode
mknod effect mknod path:path mode:mode device:number
mknodat effect mknod dir:dirfd path:path mode:mode device:number
mlock memory mlock addr:pointer size:size
mlock2 memory mlock addr:pointer size:size flags:flags
mlockall effect mlockall flags:flags
mmap memory mmap addr:pointer size:size prot:flags flags:flags fd:fd offset:offset
mmap2 memory mmap addr:pointer size:size prot:flags flags:flags fd:fd offset:offset
modify_ldt plumbing modify_ldt op:flags buffer:buffer size:size
mount effect mount source:path path:path type:string flags:flags data:string
mount_setattr effect mount_setattr dir:dirfd path:path flags:flags attr:buffer size:size
move_mount effect move_mount dir:dirfd path:path newdir:dirfd newpath:path flags:flags
move_pages memory move_pages pid:pid count:number pages:buffer nodes:buffer status:buffer flags:flags
mprotect memory mprotect addr:pointer size:size prot:flags
mpx effect mpx
mq_getsetattr effect mq_getsetattr fd:fd attr:buffer old_attr:buffer
mq_notify effect mq_notify fd:fd event:buffer
mq_open effect mq_open name:string flags:flags mode:mode attr:buffer
mq_timedreceive data mq_timedreceive fd:fd message:buffer size:size priority:buffer timeout:time
mq_timedreceive_time64 data mq_timedreceive fd:fd message:buffer size:size priority:buffer timeout:time
mq_timedsend data mq_timedsend fd:fd message:buffer size:size priority:number timeout:time
mq_timedsend_time64 data mq_timedsend fd:fd message:buffer size:size priority:number timeout:time
mq_unlink effect mq_unlink name:string
mremap memory mremap addr:pointer size:size newsize:size flags:flags newaddr:pointer
mseal memory mseal addr:pointer size:size flags:flags
msgctl effect msgctl id:handle op:flags buffer:buffer
msgget effect msgget key:number flags:flags
msgrcv data msgrcv id:handle message:buffer size:size type:number flags:flags
msgsnd data msgsnd id:handle message:buffer size:size flags:flags
msync effect msync addr:pointer size:size flags:flags
munlock memory munlock addr:pointer size:size
munlockall memory munlockall
munmap memory munmap addr:pointer size:size
name_to_handle_at effect name_to_handle_at dir:dirfd path:path handle:buffer mount_id:buffer flags:flags
nanosleep scheduling nanosleep time:time remaining:time
newfstatat effect stat dir:dirfd path:path buffer:buffer flags:flags
nfsservctl effect nfsservctl op:flags arg:buffer result:buffer
nice plumbing nice increment:number
oldfstat effect stat fd:fd buffer:buffer
oldlstat effect stat path:path buffer:buffer
oldolduname query uname buffer:buffer
oldstat effect stat path:path buffer:buffer
olduname query uname buffer:buffer
open effect open path:path flags:flags mode:mode
open_by_handle_at effect open_by_handle_at mount:fd handle:buffer flags:flags
open_tree effect open_tree dir:dirfd path:path flags:flags
open_tree_attr effect open_tree_attr dir:dirfd path:path flags:flags attr:buffer size:size
openat effect open dir:dirfd path:path flags:flags mode:mode
openat2 effect open dir:dirfd path:path how:flags size:size
pause scheduling pause
pciconfig_iobase effect pciconfig_iobase which:flags bus:number device:number
pciconfig_read effect pciconfig_read bus:number device:number offset:offset size:size buffer:buffer
pciconfig_write effect pciconfig_write bus:number device:number offset:offset size:size buffer:buffer
perf_event_open effect perf_event_open attr:buffer pid:pid cpu:number group:fd flags:flags
personality plumbing personality flags:flags
pidfd_getfd plumbing pidfd_getfd pidfd:fd fd:fd flags:flags
pidfd_open plumbing pidfd_open pid:pid flags:flags
pidfd_send_signal effect pidfd_send_signal pidfd:fd signal:signal info:buffer flags:flags
pipe plumbing pipe fds:buffer
pipe2 plumbing pipe fds:buffer flags:flags
pivot_root effect pivot_root path:path oldpath:path
pkey_alloc memory pkey_alloc flags:flags rights:flags
pkey_free memory pkey_free key:handle
pkey_mprotect memory mprotect addr:pointer size:size prot:flags key:handle
poll scheduling poll fds:buffer count:number timeout:time
ppoll scheduling poll fds:buffer count:number timeout:time mask:buffer masksize:size
ppoll_time64 scheduling poll fds:buffer count:number timeout:time mask:buffer masksize:size
prctl plumbing prctl op:flags arg2:number arg3:number arg4:number arg5:number
pread64 data pread fd:fd buffer:buffer size:size offset:offset
preadv data pread fd:fd iov:iovec count:number offset:offset
preadv2 data pread fd:fd iov:iovec count:number offset:offset flags:flags
prlimit64 plumbing rlimit pid:pid resource:flags limit:buffer old_limit:buffer
process_madvise memory process_madvise pidfd:fd iov:iovec count:number advice:flags flags:flags
process_mrelease effect process_mrelease pidfd:fd flags:flags
process_vm_readv effect process_vm_readv pid:pid iov:iovec count:number remote_iov:iovec remote_count:number flags:flags
process_vm_writev effect process_vm_writev pid:pid iov:iovec count:number remote_iov:iovec remote_count:number flags:flags
prof effect prof
profil effect profil
pselect6 scheduling select count:number read:buffer write:buffer except:buffer timeout:time mask:buffer
pselect6_time64 scheduling select count:number read:buffer write:buffer except:buffer timeout:time mask:buffer
ptrace effect ptrace op:flags pid:pid addr:pointer data:pointer
putpmsg effect putpmsg
pwrite64 data pwrite fd:fd buffer:buffer size:size offset:offset
pwritev data pwrite fd:fd iov:iovec count:number offset:offset
pwritev2 data pwrite fd:fd iov:iovec count:number offset:offset flags:flags
query_module effect query_module name:string which:flags buffer:buffer size:size result:buffer
quotactl effect quotactl op:flags path:path id:id addr:buffer
quotactl_fd effect quotactl_fd fd:fd op:flags id:id addr:buffer
read data read fd:fd buffer:buffer size:size
readahead plumbing readahead fd:fd offset:offset size:size
readdir effect getdents fd:fd buffer:buffer size:size
readlink effect readlink path:path buffer:buffer size:size
readlinkat effect readlink dir:dirfd path:path buffer:buffer size:size
readv data read fd:fd iov:iovec count:number
reboot effect reboot magic1:flags magic2:flags op:flags arg:buffer
recv data recv fd:fd buffer:buffer size:size flags:flags
recvfrom data recv fd:fd buffer:buffer size:size flags:flags addr:sockaddr addrlen:buffer
recvmmsg data recv fd:fd messages:buffer count:number flags:flags timeout:time
recvmmsg_time64 data recv fd:fd messages:buffer count:number flags:flags timeout:time
recvmsg data recv fd:fd message:buffer flags:flags
remap_file_pages memory remap_file_pages addr:pointer size:size prot:flags offset:offset flags:flags
removexattr effect removexattr path:path name:string
removexattrat effect removexattr dir:dirfd path:path at_flags:flags name:string
rename effect rename path:path newpath:path
renameat effect rename dir:dirfd path:path newdir:dirfd newpath:path
renameat2 effect rename dir:dirfd path:path newdir:dirfd newpath:path flags:flags
request_key effect request_key type:string description:string info:string keyring:handle
restart_syscall scheduling restart_syscall
rmdir effect rmdir path:path
rseq plumbing rseq addr:pointer size:size flags:flags signature:number
rseq_slice_yield scheduling rseq_slice_yield
rt_sigaction plumbing sigaction signal:signal action:buffer old_action:buffer masksize:size
rt_sigpending plumbing sigpending mask:buffer masksize:size
rt_sigprocmask plumbing sigprocmask how:flags mask:buffer old_mask:buffer masksize:size
rt_sigqueueinfo effect rt_sigqueueinfo pid:pid signal:signal info:buffer
rt_sigreturn plumbing sigreturn mask:buffer
rt_sigsuspend scheduling sigsuspend mask:buffer masksize:size
rt_sigtimedwait scheduling rt_sigtimedwait mask:buffer info:buffer timeout:time masksize:size
rt_sigtimedwait_time64 scheduling rt_sigtimedwait mask:buffer info:buffer timeout:time masksize:size
rt_tgsigqueueinfo effect rt_tgsigqueueinfo pid:pid tid:pid signal:signal info:buffer
sched_get_priority_max query sched_get_priority_max policy:flags
sched_get_priority_min query sched_get_priority_min policy:flags
sched_getaffinity query sched_getaffinity pid:pid size:size mask:buffer
sched_getattr query sched_getattr pid:pid attr:buffer size:size flags:flags
sched_getparam query sched_getparam pid:pid param:buffer
sched_getscheduler query sched_getscheduler pid:pid
sched_rr_get_interval query sched_rr_get_interval pid:pid time:time
sched_rr_get_interval_time64 query sched_rr_get_interval pid:pid time:time
sched_setaffinity plumbing sched_setaffinity pid:pid size:size mask:buffer
sched_setattr plumbing sched_setattr pid:pid attr:buffer flags:flags
sched_setparam plumbing sched_setparam pid:pid param:buffer
sched_setscheduler plumbing sched_setscheduler pid:pid policy:flags param:buffer
sched_yield scheduling sched_yield
seccomp effect seccomp op:flags flags:flags args:buffer
security effect security
select scheduling select count:number read:buffer write:buffer except:buffer timeout:time
semctl effect semctl id:handle index:number op:flags arg:buffer
semget effect semget key:number count:number flags:flags
semop scheduling semop id:handle ops:buffer count:number
semtimedop scheduling semop id:handle ops:buffer count:number timeout:time
semtimedop_time64 scheduling semop id:handle ops:buffer count:number timeout:time
send data send fd:fd buffer:buffer size:size flags:flags
sendfile data sendfile out:fd in:fd offset:offset size:size
sendfile64 data sendfile out:fd in:fd offset:offset size:size
sendmmsg data send fd:fd messages:buffer count:number flags:flags
sendmsg data send fd:fd message:buffer flags:flags
sendto data send fd:fd buffer:buffer size:size flags:flags addr:sockaddr addrlen:size
set_mempolicy memory set_mempolicy mode:flags nodes:buffer count:number
set_mempolicy_home_node memory set_mempolicy_home_node addr:pointer size:size node:number flags:flags
set_robust_list plumbing set_robust_list addr:pointer size:size
set_thread_area plumbing set_thread_area entry:buffer
set_tid_address plumbing set_tid_address addr:pointer
set_tls plumbing set_tls addr:pointer
setdomainname effect setdomainname name:string size:size
setfsgid effect setfsgid gid:id
setfsgid32 effect setfsgid gid:id
setfsuid effect setfsuid uid:id
setfsuid32 effect setfsuid uid:id
setgid effect setgid gid:id
setgid32 effect setgid gid:id
setgroups effect setgroups count:number groups:id
setgroups32 effect setgroups count:number groups:id
sethostname effect sethostname name:string size:size
setitimer plumbing setitimer which:flags time:time old_time:time
setns effect setns fd:fd flags:flags
setpgid plumbing setpgid pid:pid pgid:pid
setpriority plumbing setpriority which:flags who:pid priority:number
setregid effect setregid rgid:id egid:id
setregid32 effect setregid rgid:id egid:id
setresgid effect setresgid rgid:id egid:id sgid:id
setresgid32 effect setresgid rgid:id egid:id sgid:id
setresuid effect setresuid ruid:id euid:id suid:id
setresuid32 effect setresuid ruid:id euid:id suid:id
setreuid effect setreuid ruid:id euid:id
setreuid32 effect setreuid ruid:id euid:id
setrlimit plumbing rlimit resource:flags limit:buffer
setsid plumbing setsid
setsockopt plumbing setsockopt fd:fd level:flags option:flags value:buffer size:size
settimeofday effect clock_settime time:time timezone:buffer
setuid effect setuid uid:id
setuid32 effect setuid uid:id
setxattr effect setxattr path:path name:string value:buffer size:size flags:flags
setxattrat effect setxattr dir:dirfd path:path at_flags:flags name:string args:buffer size:size
sgetmask plumbing sgetmask
shmat effect shmat id:handle addr:pointer flags:flags
shmctl effect shmctl id:handle op:flags buffer:buffer
shmdt effect shmdt addr:pointer
shmget effect shmget key:number size:size flags:flags
shutdown effect shutdown fd:fd how:flags
sigaction plumbing sigaction signal:signal action:buffer old_action:buffer
sigaltstack plumbing sigaltstack stack:buffer old_stack:buffer
signal plumbing sigaction signal:signal handler:pointer
signalfd plumbing signalfd fd:fd mask:buffer masksize:size
signalfd4 plumbing signalfd fd:fd mask:buffer masksize:size flags:flags
sigpending plumbing sigpending mask:buffer
sigprocmask plumbing sigprocmask how:flags mask:buffer old_mask:buffer
sigreturn plumbing sigreturn mask:buffer
sigsuspend scheduling sigsuspend mask:buffer
socket effect socket domain:flags type:flags protocol:flags
socketcall effect socketcall call:flags args:buffer
socketpair plumbing socketpair domain:flags type:flags protocol:flags fds:buffer
splice data splice in:fd in_offset:offset out:fd out_offset:offset size:size flags:flags
ssetmask plumbing ssetmask mask:number
stat effect stat path:path buffer:buffer
stat64 effect stat path:path buffer:buffer
statfs query statfs path:path buffer:buffer
statfs64 query statfs path:path size:size buffer:buffer
statmount query statmount request:buffer buffer:buffer size:size flags:flags
statx effect stat dir:dirfd path:path flags:flags mask:flags buffer:buffer
stime effect clock_settime time:time
stty effect stty
swapoff effect swapoff path:path
swapon effect swapon path:path flags:flags
symlink effect symlink target:string newpath:path
symlinkat effect symlink target:string newdir:dirfd newpath:path
sync effect sync
sync_file_range effect sync_file_range fd:fd offset:offset size:size flags:flags
sync_file_range2 effect sync_file_range fd:fd flags:flags offset:offset size:size
syncfs effect syncfs fd:fd
sysfs query sysfs op:flags arg1:number arg2:number
sysinfo query sysinfo buffer:buffer
syslog effect syslog op:flags buffer:buffer size:size
tee data tee in:fd out:fd size:size flags:flags
tgkill effect tgkill pid:pid tid:pid signal:signal
time query clock_gettime time:time
timer_create plumbing timer_create clock:flags event:buffer timer:buffer
timer_delete plumbing timer_delete timer:handle
timer_getoverrun query timer_getoverrun timer:handle
timer_gettime query timer_gettime timer:handle time:time
timer_gettime64 query timer_gettime timer:handle time:time
timer_settime plumbing timer_settime timer:handle flags:flags time:time old_time:time
timer_settime64 plumbing timer_settime timer:handle flags:flags time:time old_time:time
timerfd_create plumbing timerfd_create clock:flags flags:flags
timerfd_gettime query timerfd_gettime fd:fd time:time
timerfd_gettime64 query timerfd_gettime fd:fd time:time
timerfd_settime plumbing timerfd_settime fd:fd flags:flags time:time old_time:time
timerfd_settime64 plumbing timerfd_settime fd:fd flags:flags time:time old_time:time
times query times buffer:buffer
tkill effect tgkill tid:pid signal:signal
truncate effect truncate path:path size:size
truncate64 effect truncate path:path size:size
tuxcall effect tuxcall
ugetrlimit plumbing rlimit resource:flags old_limit:buffer
ulimit effect ulimit
umask effect umask mode:mode
umount effect umount path:path
umount2 effect umount path:path flags:flags
uname query uname buffer:buffer
unlink effect unlink path:path
unlinkat effect unlink dir:dirfd path:path flags:flags
unshare effect unshare flags:flags
uprobe plumbing uprobe
uretprobe plumbing uretprobe
uselib effect uselib path:path
userfaultfd plumbing userfaultfd flags:flags
usr26 plumbing usr26
usr32 plumbing usr32
ustat query ustat device:number buffer:buffer
utime effect utime path:path times:time
utimensat effect utime dir:dirfd path:path times:time flags:flags
utimensat_time64 effect utime dir:dirfd path:path times:time flags:flags
utimes effect utime path:path times:time
vfork effect fork
vhangup effect vhangup
vm86 effect vm86 op:flags state:buffer
vm86old effect vm86old state:buffer
vmsplice data vmsplice fd:fd iov:iovec count:number flags:flags
vserver effect vserver
wait4 scheduling wait pid:pid status:buffer flags:flags usage:buffer
waitid scheduling wait which:flags pid:pid info:buffer flags:flags usage:buffer
waitpid scheduling wait pid:pid status:buffer flags:flags
write data write fd:fd buffer:buffer size:size
writev data write fd:fd iov:iovec count:number`;

type Arg = readonly [name: string, kind: ArgKind];

/** Calls share most of their arguments (`fd:fd`). */
const knownArgs = new Map<string, Arg>();

function argOf(text: string): Arg {
  let arg = knownArgs.get(text);
  if (arg === undefined) {
    const colon = text.indexOf(':');
    arg = [text.slice(0, colon), text.slice(colon + 1) as ArgKind];
    knownArgs.set(text, arg);
  }
  return arg;
}

function entryOf(line: string): [string, SyscallSpec] {
  const [name, callClass, family, ...args] = line.split(' ') as [string, SyscallClass, string, ...string[]];
  return [name, { name, family, class: callClass, args: args.map(argOf) }];
}

export const syscallTable: ReadonlyMap<string, SyscallSpec> = new Map(lines.split('\n').map(entryOf));
