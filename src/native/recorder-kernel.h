/* The recorder, kernel side: the kernel's structures, as far as they are read, and what differs between machines. */
#ifndef TRACE_GATE_RECORDER_KERNEL_H
#define TRACE_GATE_RECORDER_KERNEL_H

#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#ifndef barrier_var
#define barrier_var(value) asm volatile("" : "+r"(value))
#endif

/* Offsets are those of the running kernel, whatever stands here. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct upid {
    int nr;
};
struct pid {
    unsigned level;
    struct upid numbers[1];
};
typedef struct {
    int counter;
} atomic_t;
struct signal_struct {
    atomic_t live;
    unsigned flags;
    int group_exit_code;
    unsigned long maxrss;
};
struct mm_struct {
    unsigned long hiwater_rss, arg_start, arg_end;
};
struct task_io_accounting {
    __u64 rchar, wchar;
};
struct thread_info {
    unsigned long flags;
    __u32 status;
};
struct qstr {
    __u32 len;
    const unsigned char *name;
};
struct super_block {
    __u32 s_dev;
};
struct inode {
    __u16 i_mode;
    __u32 i_rdev, i_nlink;
    unsigned long i_ino;
};
struct hlist_bl_node {
    struct hlist_bl_node **pprev;
};
struct dentry {
    struct dentry *d_parent;
    struct qstr d_name;
    struct inode *d_inode;
    struct hlist_bl_node d_hash;
};
struct vfsmount {
    struct dentry *mnt_root;
};
struct mount {
    struct mount *mnt_parent;
    struct dentry *mnt_mountpoint;
    struct vfsmount mnt;
};
struct path {
    struct vfsmount *mnt;
    struct dentry *dentry;
};
struct file {
    struct path f_path;
    struct inode *f_inode;
    void *private_data;
};
struct in6_addr {
    __u8 bytes[16];
};
struct sock_common {
    __u32 skc_daddr, skc_rcv_saddr;
    __u16 skc_dport, skc_num, skc_family;
    struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
};
struct socket;
struct sock {
    struct sock_common __sk_common;
    __u16 sk_type, sk_protocol;
    struct socket *sk_socket;
};
struct socket {
    struct file *file;
    struct sock *sk;
};
struct sockaddr_un {
    __u16 sun_family;
};
struct unix_address {
    int len;
    struct sockaddr_un name[];
};
struct unix_sock {
    struct unix_address *addr;
    struct sock *peer;
};
struct fs_struct {
    struct path root, pwd;
};
struct fdtable {
    unsigned max_fds;
    struct file **fd;
};
struct files_struct {
    struct fdtable *fdt;
};
struct task_struct {
    struct thread_info thread_info;
    int pid, tgid, exit_code;
    struct task_struct *group_leader;
    struct pid *thread_pid;
    struct signal_struct *signal;
    struct mm_struct *mm;
    struct files_struct *files;
    struct fs_struct *fs;
    struct task_io_accounting ioac;
    __u64 utime, stime;
    unsigned long min_flt, maj_flt;
};
struct linux_binprm {
    const char *filename;
};
struct kernel_siginfo {
    int si_signo;
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
    unsigned long bp, bx, r10, r9, r8, ax, cx, dx, si, di, orig_ax;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
    __u64 regs[31];
    __u64 orig_x0;
    __s32 syscallno;
};
#else
#error "the recorder knows x86_64 and arm64"
#endif

#pragma clang attribute pop

/* Not bpf_tracing.h, whose names for registers need the declarations of vmlinux.h. */
#define BPF_ARGUMENT_1(ctx) (void *)ctx[0]
#define BPF_ARGUMENT_2(ctx) BPF_ARGUMENT_1(ctx), (void *)ctx[1]
#define BPF_ARGUMENT_3(ctx) BPF_ARGUMENT_2(ctx), (void *)ctx[2]
#define BPF_ARGUMENT_4(ctx) BPF_ARGUMENT_3(ctx), (void *)ctx[3]
#define BPF_ARGUMENT_5(ctx) BPF_ARGUMENT_4(ctx), (void *)ctx[4]
#define BPF_COUNT(a, b, c, d, e, count, ...) count
#define BPF_CAT(a, b) a##b
#define BPF_NAME(a, b) BPF_CAT(a, b)
/* A tracepoint's program gets its arguments as 64-bit words; this gives them their types. */
#define BPF_PROG(name, ...)                                                                                            \
    name(unsigned long long *ctx);                                                                                     \
    static __always_inline int name##Typed(__VA_ARGS__);                                                               \
    int name(unsigned long long *ctx) {                                                                                \
        _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"") return name##Typed(      \
            BPF_NAME(BPF_ARGUMENT_, BPF_COUNT(__VA_ARGS__, 5, 4, 3, 2, 1))(ctx));                                      \
        _Pragma("GCC diagnostic pop")                                                                                  \
    }                                                                                                                  \
    static __always_inline int name##Typed(__VA_ARGS__)

#if defined(__TARGET_ARCH_x86)
enum { PAGE_SIZE = 4096 };

/* TS_COMPAT of arch/x86/include/asm/thread_info.h: inside a call by int 0x80 or a 32-bit syscall instruction. */
static __always_inline bool isCompat(struct task_struct *task) { return task->thread_info.status & 2; }
static __always_inline __s32 numberAtExit(struct pt_regs *regs) { return regs->orig_ax; }
static __always_inline void readArguments(__u64 *args, struct pt_regs *regs, bool compat, bool atExit) {
    (void)atExit;
    if (compat) {
        args[0] = (__u32)regs->bx, args[1] = (__u32)regs->cx, args[2] = (__u32)regs->dx;
        args[3] = (__u32)regs->si, args[4] = (__u32)regs->di, args[5] = (__u32)regs->bp;
    } else {
        args[0] = regs->di, args[1] = regs->si, args[2] = regs->dx;
        args[3] = regs->r10, args[4] = regs->r8, args[5] = regs->r9;
    }
}
#else
/* Larger pages exist; the user side corrects figures that are in pages. */
enum { PAGE_SIZE = 4096 };

/* TIF_32BIT of arch/arm64/include/asm/thread_info.h. */
static __always_inline bool isCompat(struct task_struct *task) { return task->thread_info.flags & 1 << 22; }
static __always_inline __s32 numberAtExit(struct pt_regs *regs) { return regs->syscallno; }
static __always_inline void readArguments(__u64 *args, struct pt_regs *regs, bool compat, bool atExit) {
    /* The result is where the first argument was. */
    args[0] = atExit ? regs->orig_x0 : regs->regs[0];
    for (int i = 1; i < 6; i++)
        args[i] = regs->regs[i];
    for (int i = 0; compat && i < 6; i++)
        args[i] = (__u32)args[i];
}
#endif

/* What a descriptor refers to. */

enum { PATH_BYTES = 4096, MAX_COMPONENTS = 96 };

struct path_room {
    char bytes[2 * PATH_BYTES];
};
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct path_room);
} pathRoom SEC(".maps");

static __always_inline struct file *fileOf(struct task_struct *task, __u32 fd) {
    struct file *file = NULL;
    struct fdtable *table = BPF_CORE_READ(task, files, fdt);
    if (fd < BPF_CORE_READ(table, max_fds))
        bpf_probe_read_kernel(&file, sizeof file, BPF_CORE_READ(table, fd) + fd);
    return file;
}

/* The kernel's own numbering of devices: MAJOR and MINOR of include/linux/kdev_t.h. */
static __always_inline void describeFile(struct file *file, struct file_object *object) {
    struct inode *inode = BPF_CORE_READ(file, f_inode);
    __u32 mode = BPF_CORE_READ(inode, i_mode), device = BPF_CORE_READ(inode, i_rdev);
    *object = (struct file_object){
        .mode = mode,
        .major = device >> 20,
        .minor = device & 0xfffff,
        .inode = BPF_CORE_READ(inode, i_ino),
    };
    struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
    object->unlinked = !BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry;
}

struct path_walk {
    struct mount *mount;
    struct dentry *dentry;
    __u32 at; /* where the path begins so far: it grows towards the front */
};

/* A slash and the entry's name in front of what is there. */
static __always_inline bool prepend(struct path_walk *walk) {
    struct dentry *dentry = walk->dentry;
    __u32 length = BPF_CORE_READ(dentry, d_name.len), key = 0;
    struct path_room *room = bpf_map_lookup_elem(&pathRoom, &key);
    if (!room || length > 255 || length + 1 > walk->at)
        return false;
    __u32 at = walk->at - length - 1;
    at &= PATH_BYTES - 1;
    barrier_var(at);
    room->bytes[at] = '/';
    length &= 255;
    barrier_var(length);
    bpf_probe_read_kernel(room->bytes + at + 1, length, BPF_CORE_READ(dentry, d_name.name));
    walk->at = at;
    return true;
}

/* Where paths begin, for us and for who reads them: a chroot is no part of them. */
struct dentry *rootDentry;
struct mount *rootMount;

static __always_inline struct mount *mountOf(struct vfsmount *mount) {
    return (void *)mount - bpf_core_field_offset(struct mount, mnt);
}

static __always_inline void noteRoot(struct task_struct *task) {
    rootDentry = BPF_CORE_READ(task, fs, root.dentry);
    rootMount = mountOf(BPF_CORE_READ(task, fs, root.mnt));
}

/* False: at the top, or there is no room. Not static: see sendString. */
__noinline int stepUp(struct path_walk *walk) {
    if (!walk || (walk->dentry == rootDentry && walk->mount == rootMount))
        return false;
    struct dentry *dentry = walk->dentry, *parent = BPF_CORE_READ(dentry, d_parent);
    struct mount *mount = walk->mount;
    if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
        struct mount *above = BPF_CORE_READ(mount, mnt_parent);
        if (above == mount)
            return false;
        walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
        walk->mount = above;
        return true;
    }
    if (!prepend(walk) || parent == dentry)
        return false;
    walk->dentry = parent;
    return true;
}

/* As d_path() of the kernel, which tracepoints must not call. Returns the length. */
static __always_inline __u32 renderPath(struct dentry *dentry, struct vfsmount *mount, char *to, __u16 *flags) {
    __u32 key = 0;
    struct path_room *room = bpf_map_lookup_elem(&pathRoom, &key);
    struct path_walk walk = {.at = PATH_BYTES};
    if (!room)
        return 0;
    walk.dentry = dentry;
    walk.mount = mountOf(mount);
    int i = 0;
    for (; i < MAX_COMPONENTS; i++)
        if (!stepUp(&walk))
            break;
    if (i == MAX_COMPONENTS)
        *flags |= ATTACHMENT_TRUNCATED;
    if (walk.at == PATH_BYTES) {
        *to = '/';
        return 1;
    }
    __u32 at = walk.at & (PATH_BYTES - 1), length = PATH_BYTES - at;
    barrier_var(length);
    length &= PATH_BYTES - 1;
    barrier_var(at);
    at &= PATH_BYTES - 1;
    bpf_probe_read_kernel(to, length, room->bytes + at);
    return length;
}

#endif
