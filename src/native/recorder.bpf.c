// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/* The recorder, kernel side: seven tracepoints (calls, tasks, signals), and no kprobe, fentry or sleepable program,
 * which many kernels refuse.
 *
 * A task belongs to the tree when it has task storage. A hash by tid would lose it when a thread other than the first
 * calls execve, because its tid changes.
 *
 * No vmlinux.h: of the kernel's structures only the members that are read here are declared, and libbpf finds where
 * they are in the running kernel. */
#include "recorder.h"

#include <stdbool.h>
#include <stddef.h>

#include "recorder-capture.h"
#include "recorder-kernel.h"

#include "recorder-calls.h"
#include "recorder-state.bpf.h"

/* Uses the ones above. */
#include "recorder-socket.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Calls. */

static __always_inline __u32 capturesOf(__s32 nr, bool compat) {
    if (nr < 0 || nr >= MAX_CALLS)
        return 0;
    return compat ? captures_compat[nr] : captures_native[nr];
}

static __always_inline void begin(struct task_struct *task, struct task_state *state) {
    pidLevel = BPF_CORE_READ(task, thread_pid, level);
    state->flags = 0;
    readIds(task, state);
    noteRoot(task);
}

/* See socketcalls. */
static __noinline void unfold(struct task_state *state) {
#ifdef __TARGET_ARCH_x86
    __u32 which = state->args[0], words[8] = {};
    if (state->nr != NR_SOCKETCALL || which >= SOCKETCALLS)
        return;
    barrier_var(which); /* or newer compilers test another register than the one that they index with */
    if (which == 0)
        return;
    __u32 bytes = socketcalls[which].arguments * 4 & 31;
    barrier_var(bytes);
    if (bpf_probe_read_user(words, bytes & 31, (void *)state->args[1]))
        return;
    for (int i = 0; i < 6; i++)
        state->args[i] = words[i];
    state->nr = socketcalls[which].nr;
#else
    (void)state;
#endif
}

static __always_inline void noteCall(struct task_state *state, struct pt_regs *regs, __s32 nr, bool compat,
                                     bool atExit) {
    state->nr = nr;
    readArguments(state->args, regs, compat, atExit);
    if (compat)
        unfold(state);
    state->captures = capturesOf(state->nr, compat);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(onEnter, struct pt_regs *regs, long nr) {
    struct task_struct *task = bpf_get_current_task_btf();
    struct task_state *state = stateOf(task);
    if (!state)
        return 0;
    bool compat = isCompat(task);
    if (state->flags & WAITING) {
        if (compat || nr != NR_EXECVE)
            return 0;
        begin(task, state);
    }
    if (state->flags & IN_CALL)
        __sync_fetch_and_add(&unbalanced, 1);
    state->flags = IN_CALL | (compat ? COMPAT : 0);
    noteCall(state, regs, nr, compat, false);
    if (state->captures & CAPTURE_IN && !captureAllIn(state, ROOM_ENTER, 0))
        state->flags |= MISSED;
    state->enterNs = bpf_ktime_get_ns();
    return 0;
}

static __always_inline void sendCall(struct task_state *state, __s64 result, __u64 now, __u16 flags) {
    struct record_call *call = bpf_ringbuf_reserve(&ring, sizeof *call, 0);
    if (!call)
        return countLost();
    call->head = (struct record_head){RECORD_CALL, flags | (state->flags & COMPAT ? CALL_COMPAT : 0), state->tid};
    call->tgid = state->tgid;
    call->nr = state->nr;
    call->enterNs = state->enterNs;
    call->durationNs = now - state->enterNs;
    call->result = result;
    __builtin_memcpy(call->args, state->args, sizeof call->args);
    bpf_ringbuf_submit(call, wakeUp());
}

__noinline int sendObject(struct task_state *state, __u32 fd, __u32 argument) {
    struct task_struct *task = bpf_get_current_task_btf();
    if (!state)
        return 0;
    struct item item = {.room = ROOM_EXIT, .kind = ATTACHED_OBJECT, .argument = argument, .item = fd};
    struct room *room = roomFor(state, item);
    struct file *file = fileOf(task, fd);
    if (!room || !file)
        return 0;
    struct file_object *object = (void *)room->data;
    describeFile(file, object);
    __u32 length = renderPath(BPF_CORE_READ(file, f_path.dentry), BPF_CORE_READ(file, f_path.mnt),
                              room->data + sizeof *object, &room->head.head.flags);
    send(room, sizeof *object + length);
    return 0;
}

__noinline int sendFolder(struct task_state *state) {
    struct task_struct *task = bpf_get_current_task_btf();
    if (!state)
        return 0;
    struct item item = {.room = ROOM_EXIT, .kind = ATTACHED_FOLDER, .argument = 6};
    struct room *room = roomFor(state, item);
    if (room)
        send(room, renderPath(BPF_CORE_READ(task, fs, pwd.dentry), BPF_CORE_READ(task, fs, pwd.mnt), room->data,
                              &room->head.head.flags));
    return 0;
}

/* Descriptors that came with a message. */
__noinline int sendRights(struct task_state *state) {
    struct control control = {};
    if (!state)
        return 0;
    bool compat = state->flags & COMPAT;
    __u64 head = compat ? sizeof(struct narrow_control) : sizeof control, at = 0;
    if (!readControl(state, &control, &at) || !holdsRights(&control))
        return 0;
    for (__u32 i = 0; i < MAX_RIGHTS; i++) {
        __u32 fd = 0;
        if (head + (i + 1) * sizeof fd > control.length ||
            bpf_probe_read_user(&fd, sizeof fd, (void *)(at + head) + i * sizeof fd))
            break;
        sendObject(state, fd, 1);
    }
    return 0;
}

/* What the kernel's own structures tell of what the call has done. */
__noinline int sendOfKernel(struct task_state *state, __s64 result) {
    if (!state)
        return 0;
    if (state->captures & CAPTURE_RESULT_FILE || (state->captures & CAPTURE_IOCTL && OPENS_FILE((__u32)state->args[1])))
        sendObject(state, result, 6);
    if (state->captures & CAPTURE_FOLDER)
        sendFolder(state);
    if (state->captures & CAPTURE_RIGHTS)
        sendRights(state);
    if (state->captures & CAPTURE_RESULT_SOCKET)
        CAPTURE_AT(state->captures, 3) == CAPTURE_FD_PAIR ? sendSockets(state) : sendSocket(state, result);
    else if (state->captures & CAPTURE_SOCKET && (CAPTURE_AT(state->captures, 4) == CAPTURE_NOTHING || state->args[4]))
        sendSocket(state, state->args[0]);
    return 0;
}

__noinline int captureExit(struct task_state *state, __s64 result, bool late) {
    if (!state)
        return 0;
    if (late || state->flags & MISSED)
        captureAllIn(state, ROOM_EXIT, ATTACHMENT_LATE);
    if (result < 0 || !(state->captures & CAPTURE_OUT))
        return 0;
    for (__u32 argument = 0; argument < 5; argument++)
        captureOut(state, argument);
    return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(onExit, struct pt_regs *regs, long result) {
    struct task_struct *task = bpf_get_current_task_btf();
    struct task_state *state = stateOf(task);
    if (!state || state->flags & WAITING)
        return 0;
    __u64 now = bpf_ktime_get_ns();
    __u16 flags = 0;
    if (!(state->flags & IN_CALL)) {
        if (state->flags & FRESH) {
            state->flags = 0;
            return 0;
        }
        /* Denied by seccomp, before the enter would have been seen. The registers still hold what was asked for. */
        bool compat = isCompat(task);
        state->flags = compat ? COMPAT : 0;
        noteCall(state, regs, numberAtExit(regs), compat, true);
        state->enterNs = now;
        flags = CALL_NO_ENTER;
    }
    if (state->captures & CAPTURE_OUT || state->flags & MISSED || (flags && state->captures))
        captureExit(state, result, flags & CALL_NO_ENTER);
    if (maxData && result >= MIN_DATA && CAPTURE_AT(state->captures, 1) == CAPTURE_DATA) {
        struct item item = {.room = ROOM_EXIT, .kind = ATTACHED_DATA, .argument = 1};
        sendBytes(state, &item, state->args[1], dataToTake(result, maxData, &state->dataTaken));
    }
    if (state->captures & CAPTURE_KERNEL && HAS_DONE(result))
        sendOfKernel(state, result);
    sendCall(state, result, now, flags);
    state->flags = 0;
    return 0;
}

/* Tasks. */

/* The flags of the call that made the task; clone3 has them in memory that the kernel has just read. */
static __always_inline __u64 cloneFlags(struct task_state *state) {
    __u64 flags[5] = {};
    bool compat = state->flags & COMPAT;
    if (state->nr == NR_CLONE3) { /* struct clone_args: flags first, exit_signal fifth */
        bpf_probe_read_user(flags, sizeof flags, (void *)state->args[0]);
        return flags[0] | (flags[4] & 0xff);
    }
    if (state->nr == (compat ? NR_CLONE_32 : NR_CLONE))
        return state->args[0];
    /* CLONE_VFORK | CLONE_VM | SIGCHLD, or SIGCHLD alone */
    return state->nr == (compat ? NR_VFORK_32 : NR_VFORK) ? 0x4111 : 17;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(onFork, struct task_struct *parent, struct task_struct *child) {
    struct task_state *state = stateOf(bpf_get_current_task_btf());
    if (!state || state->flags & WAITING)
        return 0;
    struct task_state *born = bpf_task_storage_get(&tasks, child, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (!born) {
        countLost();
        return 0;
    }
    born->flags = FRESH;
    readIds(child, born);
    struct record_fork *fork = bpf_ringbuf_reserve(&ring, sizeof *fork, 0);
    if (!fork) {
        countLost();
        return 0;
    }
    *fork = (struct record_fork){
        .head = {RECORD_FORK, 0, state->tid},
        .tgid = state->tgid,
        .childTid = born->tid,
        .timeNs = bpf_ktime_get_ns(),
        .cloneFlags = cloneFlags(state),
        .childTgid = born->tgid,
    };
    bpf_ringbuf_submit(fork, wakeUp());
    return 0;
}

/* argv of the new program, from where the kernel has copied it to. */
static __always_inline void sendArgArea(struct task_struct *task, struct task_state *state) {
    struct item item = {.room = ROOM_EXEC, .kind = ATTACHED_ARG_AREA, .argument = 1};
    struct room *room = roomFor(state, item);
    if (!room)
        return;
    __u64 start = BPF_CORE_READ(task, mm, arg_start), size = BPF_CORE_READ(task, mm, arg_end) - start;
    __u32 length = size > MAX_ARG_AREA ? MAX_ARG_AREA : size;
    barrier_var(length);
    length &= DATA_MASK;
    if (length < size)
        room->head.head.flags |= ATTACHMENT_TRUNCATED;
    if (bpf_probe_read_user(room->data, length, (void *)start)) {
        room->head.head.flags |= ATTACHMENT_MISSING;
        length = 0;
    }
    send(room, length);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(onExec, struct task_struct *task, int oldPid, struct linux_binprm *program) {
    struct task_state *state = stateOf(task);
    if (!state)
        return 0;
    __u32 oldTid = state->tid, key = ROOM_EXEC;
    readIds(task, state);
    state->inheritedRss = BPF_CORE_READ(task, signal, maxrss);
    if (state->flags & MISSED)
        sendArgArea(task, state);
    state->flags &= ~MISSED; /* the old memory is gone; the file name comes with this record */
    struct {
        struct record_exec exec;
        char name[MAX_STRING];
    } *record = bpf_map_lookup_elem(&rooms, &key);
    if (!record)
        return 0;
    long length = bpf_probe_read_kernel_str(record->name, MAX_STRING, BPF_CORE_READ(program, filename));
    __u32 bytes = length > 0 ? length - 1 : 0;
    bytes &= MAX_STRING - 1;
    barrier_var(bytes);
    record->exec = (struct record_exec){
        .head = {RECORD_EXEC, 0, state->tid},
        .tgid = state->tgid,
        .oldTid = oldTid,
        .timeNs = bpf_ktime_get_ns(),
        .length = bytes,
    };
    if (bpf_ringbuf_output(&ring, record, sizeof record->exec + bytes, wakeUp()))
        countLost();
    return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(onTaskEnd, struct task_struct *task) {
    struct task_state *state = stateOf(task);
    if (!state || state->flags & WAITING)
        return 0;
    __u64 now = bpf_ktime_get_ns();
    /* exit, exit_group, and whatever a fatal signal has interrupted. */
    if (state->flags & IN_CALL)
        sendCall(state, 0, now, CALL_UNFINISHED);
    state->flags = ENDED;
    struct record_exit *end = bpf_ringbuf_reserve(&ring, sizeof *end, 0);
    if (!end) {
        countLost();
        return 0;
    }
    __u16 last = BPF_CORE_READ(task, signal, live.counter) == 0 ? EXIT_LAST : 0;
    __u16 group = BPF_CORE_READ(task, signal, flags) & SIGNAL_GROUP_EXIT ? EXIT_GROUP : 0;
    *end = (struct record_exit){
        .head = {RECORD_EXIT, last | group, state->tid},
        .tgid = state->tgid,
        .status = task->exit_code,
        .timeNs = now,
        .userNs = task->utime,
        .systemNs = task->stime,
        .minorFaults = task->min_flt,
        .majorFaults = task->maj_flt,
        .readChars = task->ioac.rchar,
        .writtenChars = task->ioac.wchar,
    };
    __u64 highWater = BPF_CORE_READ(task, mm, hiwater_rss), all = BPF_CORE_READ(task, signal, maxrss),
          before = state->inheritedRss;
    /* What the signal structure holds beyond what it held before the exec is the program's own; its own mark in the
     * memory structure is only brought up to date now and then. */
    __u64 peak = all > before || !highWater ? all : highWater;
    end->peakRssKib = peak * (PAGE_SIZE / 1024);
    end->inheritedRssKib = before * (PAGE_SIZE / 1024);
    bpf_ringbuf_submit(end, wakeUp());
    return 0;
}

/* Signals. */

static __always_inline void sendSignal(struct task_state *state, int signal, struct kernel_siginfo *info, __u16 flags) {
    struct record_signal *record = bpf_ringbuf_reserve(&ring, sizeof *record, 0);
    if (!record)
        return countLost();
    *record = (struct record_signal){
        .head = {RECORD_SIGNAL, flags, state->tid},
        .tgid = state->tgid,
        .signal = signal,
        .timeNs = bpf_ktime_get_ns(),
    };
    /* 0 and 1 are no pointers but say that the kernel or nobody in particular has sent it. */
    if ((__u64)info > 1)
        bpf_probe_read_kernel(record->info, sizeof record->info, info);
    bpf_ringbuf_submit(record, wakeUp());
}

/* A deadly signal is delivered as SIGKILL to each thread of the process, and only the process remembers which it was;
 * who sent it was seen when it was sent. True for the first of them, unless it was really SIGKILL, or another thread's
 * exit: no tracer sees those delivered.
 */
static __always_inline bool isDeadly(struct task_struct *task, int *signal, __u8 **sent) {
    struct task_state *first = stateOf(task->group_leader);
    *signal = BPF_CORE_READ(task, signal, group_exit_code) & 0x7f;
    if (!*signal || *signal == SIGNAL_KILL || !first || first->dying)
        return false;
    first->dying = 1;
    *sent = first->sent;
    return true;
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(onSignal, int signal, struct kernel_siginfo *info) {
    struct task_struct *task = bpf_get_current_task_btf();
    struct task_state *state = stateOf(task);
    __u8 *sent = NULL;
    if (!state || state->flags & WAITING || (signal == SIGNAL_KILL && !isDeadly(task, &signal, &sent)))
        return 0;
    if (sent && *(int *)sent == signal)
        sendSignal(state, signal, (void *)sent, 0);
    else
        sendSignal(state, signal, info, 0);
    return 0;
}

SEC("tp_btf/signal_generate")
int BPF_PROG(onSignalSent, int signal, struct kernel_siginfo *info, struct task_struct *task, int group, int result) {
    struct task_state *state = stateOf(task);
    if (!state || state->flags & (WAITING | ENDED))
        return 0;
    if (result == 1) { /* TRACE_SIGNAL_IGNORED */
        sendSignal(state, signal, info, SIGNAL_IGNORED);
        return 0;
    }
    struct task_state *first = stateOf(task->group_leader);
    if (first && (__u64)info > 1)
        bpf_probe_read_kernel(first->sent, sizeof first->sent, info);
    return 0;
}
