// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/* The recorder, kernel side: five tracepoints that every kernel since 5.13 lets a program attach to, and no kprobe,
 * fentry or sleepable program, which many refuse.
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

char LICENSE[] SEC("license") = "Dual MIT/GPL";

enum { SIGNAL_KILL = 9 };

enum task_flag {
    IN_CALL = 1,
    FRESH = 2,   /* just forked: its first exit is that of a call that it has never entered */
    WAITING = 4, /* armed, but not yet the target: it becomes that by its execve */
    MISSED = 8,  /* something was not resident at the enter */
    COMPAT = 16, /* of the present call */
};

struct task_state {
    __u64 enterNs;
    __u64 args[6];
    __s32 nr;
    __u32 flags;
    __u32 tid, tgid; /* in the recorder's namespace */
    __u32 captures;
    __u32 dying;        /* of the first thread: see isDeadly */
    __u64 inheritedRss; /* pages: see record_exit */
    __u8 sent[48];      /* siginfo of the last signal to the process, kept at its first thread */
};

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 24); /* set by the user side */
} ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct task_state);
} tasks SEC(".maps");

/* Room to put an attachment together. The verifier wants the buffer to have room for the largest value that fits into
 * the bits of a length, hence the power of two. One per program: the kernel never lets one program run twice at the
 * same time on a CPU, and counts it as a miss when that had to be prevented. */
enum { DATA_MASK = 8191 };
struct room {
    struct record_attachment head;
    char data[DATA_MASK + 1];
};
enum { ROOM_ENTER, ROOM_EXIT, ROOM_EXEC, ROOMS };
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, ROOMS);
    __type(key, __u32);
    __type(value, struct room);
} rooms SEC(".maps");

const volatile __u64 wakeAt = 1 << 21; /* bytes pending in the ring at which the user side is woken */
const volatile __u32 maxData;          /* bytes of what calls read and write that are recorded */
__u64 lost, unbalanced;
__u32 pidLevel; /* of the namespace that tids are given in: the target's own when it begins */

/* One wake-up per record would cost more than the record. */
static __always_inline __u64 wakeUp(void) {
    return bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) >= wakeAt ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

/* The kernel doesn't count what finds no room. */
static __always_inline void countLost(void) { __sync_fetch_and_add(&lost, 1); }

static __always_inline struct task_state *stateOf(struct task_struct *task) {
    return bpf_task_storage_get(&tasks, task, 0, 0);
}

static __always_inline __u32 numberIn(struct pid *pid, __u32 level) {
    __u32 number = 0;
    bpf_probe_read_kernel(&number, sizeof number,
                          (char *)pid + bpf_core_field_offset(pid->numbers) + level * bpf_core_type_size(struct upid));
    return number;
}

static __always_inline void readIds(struct task_struct *task, struct task_state *state) {
    __u32 level = pidLevel;
    state->tid = level == 0 ? task->pid : numberIn(task->thread_pid, level);
    state->tgid = level == 0 ? task->tgid : numberIn(task->group_leader->thread_pid, level);
}

/* Attachments: each its own record. */

struct item {
    __u16 room;
    __u8 kind, argument;
    __u16 item;
    __u16 flags;
};

static __always_inline struct room *roomFor(struct task_state *state, struct item item) {
    __u32 key = item.room;
    struct room *room = bpf_map_lookup_elem(&rooms, &key);
    if (!room)
        return NULL;
    room->head.head = (struct record_head){RECORD_ATTACHMENT, item.flags, state->tid};
    room->head.kind = item.kind;
    room->head.argument = item.argument;
    room->head.item = item.item;
    return room;
}

static __always_inline void send(struct room *room, __u32 length) {
    length &= DATA_MASK;
    barrier_var(length);
    room->head.length = length;
    if (bpf_ringbuf_output(&ring, room, sizeof room->head + length, wakeUp()))
        countLost();
}

/* Functions that are not static are verified once by themselves, instead of at every place and in every loop from which
 * they are called; the verifier then takes each of their pointers for NULL.
 *
 * True: it could be read. */
__noinline int sendString(struct task_state *state, struct item *item, __u64 address) {
    struct room *room = state && item ? roomFor(state, *item) : NULL;
    if (!room)
        return true;
    long length = bpf_probe_read_user_str(room->data, MAX_STRING, (void *)address);
    if (length < 0)
        room->head.head.flags |= ATTACHMENT_MISSING;
    else if (length == MAX_STRING)
        room->head.head.flags |= ATTACHMENT_TRUNCATED;
    send(room, length > 0 ? length - 1 : 0);
    return length >= 0;
}

__noinline int sendBytes(struct task_state *state, struct item *item, __u64 address, __u64 size) {
    struct room *room = state && item ? roomFor(state, *item) : NULL;
    if (!room)
        return true;
    __u32 length = size > MAX_DATA ? MAX_DATA : size;
    barrier_var(length);
    length &= DATA_MASK;
    bool read = bpf_probe_read_user(room->data, length, (void *)address) == 0;
    if (!read)
        room->head.head.flags |= ATTACHMENT_MISSING;
    else if (length < size)
        room->head.head.flags |= ATTACHMENT_TRUNCATED;
    send(room, read ? length : 0);
    return read;
}

static __always_inline bool readPointer(__u64 address, bool compat, __u64 *pointer) {
    __u32 narrow = 0;
    long error =
        compat ? bpf_probe_read_user(&narrow, 4, (void *)address) : bpf_probe_read_user(pointer, 8, (void *)address);
    if (compat)
        *pointer = narrow;
    return error == 0;
}

enum { ARGUMENT_READ, ARGUMENT_MISSING, ARGUMENTS_END };

__noinline int sendArgument(struct task_state *state, struct item *item, __u64 argv) {
    __u64 pointer = 0;
    if (!state || !item)
        return ARGUMENTS_END;
    bool compat = state->flags & COMPAT;
    if (!readPointer(argv + item->item * (compat ? 4 : 8), compat, &pointer))
        return ARGUMENT_MISSING;
    if (!pointer)
        return ARGUMENTS_END;
    return sendString(state, item, pointer) ? ARGUMENT_READ : ARGUMENT_MISSING;
}

__noinline int sendArgv(struct task_state *state, struct item *item, __u64 argv) {
    bool read = true;
    if (!state || !item)
        return true;
    for (__u32 i = 0; i < MAX_ARGV; i++) {
        item->item = i;
        int outcome = sendArgument(state, item, argv);
        if (outcome == ARGUMENTS_END)
            break;
        if (outcome == ARGUMENT_MISSING)
            read = false;
    }
    return read;
}

__noinline int sendMessage(struct task_state *state, struct item *item, __u64 address) {
    struct {
        __u64 name;
        __u32 nameLength, unused;
        __u64 iov, iovCount;
    } header = {};
    struct {
        __u32 name, nameLength, iov, iovCount;
    } narrow = {};
    if (!state || !item)
        return true;
    bool compat = state->flags & COMPAT;
    if (compat ? bpf_probe_read_user(&narrow, sizeof narrow, (void *)address)
               : bpf_probe_read_user(&header, sizeof header, (void *)address))
        return false;
    __u64 name = compat ? narrow.name : header.name, iov = compat ? narrow.iov : header.iov;
    __u64 length = compat ? narrow.nameLength : header.nameLength, count = compat ? narrow.iovCount : header.iovCount;
    bool read = true;
    if (name && length) {
        item->kind = ATTACHED_ADDRESS;
        read = sendBytes(state, item, name, length > MAX_ADDRESS ? MAX_ADDRESS : length);
    }
    item->kind = ATTACHED_IOVEC;
    return iov && count ? sendBytes(state, item, iov, count * (compat ? 8 : 16)) && read : read;
}

/* What can be read before the call is made. False: something was not resident. */
__noinline int captureIn(struct task_state *state, __u32 argument, __u32 room, __u32 flags) {
    if (!state || argument > 4)
        return true;
    __u64 value = state->args[argument], next = state->args[argument + 1];
    struct item item = {.room = room, .argument = argument, .flags = flags};
    if (!value)
        return true;
    switch (CAPTURE_AT(state->captures, argument)) {
    case CAPTURE_STRING:
        item.kind = ATTACHED_STRING;
        return sendString(state, &item, value);
    case CAPTURE_ARGV:
        item.kind = ATTACHED_ARGV;
        return sendArgv(state, &item, value);
    case CAPTURE_SOCKADDR:
        item.kind = ATTACHED_ADDRESS;
        return sendBytes(state, &item, value, next > MAX_ADDRESS ? MAX_ADDRESS : next);
    case CAPTURE_IOVEC:
        item.kind = ATTACHED_IOVEC;
        return sendBytes(state, &item, value, next * (state->flags & COMPAT ? 8 : 16));
    case CAPTURE_MSGHDR:
        return sendMessage(state, &item, value);
    case CAPTURE_SIZED:
        item.kind = ATTACHED_STRUCT;
        return sendBytes(state, &item, value, next > MAX_STRUCT ? MAX_STRUCT : next);
    case CAPTURE_SIGACTION:
        item.kind = ATTACHED_STRUCT;
        return sendBytes(state, &item, value, state->flags & COMPAT ? 8 : 16);
    case CAPTURE_FLOCK:
        item.kind = ATTACHED_STRUCT;
        return !IS_LOCKING((__u32)state->args[1]) || sendBytes(state, &item, value, state->flags & COMPAT ? 24 : 32);
    }
    return true;
}

static __always_inline bool captureAllIn(struct task_state *state, __u32 room, __u32 flags) {
    bool read = true;
    for (__u32 argument = 0; argument < 5; argument++)
        if (CAPTURE_AT(state->captures, argument) && !captureIn(state, argument, room, flags))
            read = false;
    return read;
}

/* What the kernel has filled in. */
__noinline int captureOut(struct task_state *state, __u32 argument) {
    if (!state || argument > 4)
        return 0;
    __u64 value = state->args[argument];
    struct item item = {.room = ROOM_EXIT, .argument = argument};
    __u32 length = 0;
    if (!value)
        return 0;
    switch (CAPTURE_AT(state->captures, argument)) {
    case CAPTURE_SOCKADDR_OUT:
        if (bpf_probe_read_user(&length, sizeof length, (void *)state->args[argument + 1]))
            return 0;
        item.kind = ATTACHED_ADDRESS;
        sendBytes(state, &item, value, length > MAX_ADDRESS ? MAX_ADDRESS : length);
        return 0;
    case CAPTURE_FD_PAIR:
        item.kind = ATTACHED_FD_PAIR;
        sendBytes(state, &item, value, 8);
    }
    return 0;
}

/* Calls. */

static __always_inline __u32 capturesOf(__s32 nr, bool compat) {
    if (nr < 0 || nr >= MAX_CALLS)
        return 0;
    return compat ? captures_compat[nr] : captures_native[nr];
}

static __always_inline void begin(struct task_struct *task, struct task_state *state) {
    pidLevel = task->thread_pid->level;
    state->flags = 0;
    readIds(task, state);
}

static __always_inline void noteCall(struct task_state *state, struct pt_regs *regs, __s32 nr, bool compat,
                                     bool atExit) {
    state->nr = nr;
    state->captures = capturesOf(nr, compat);
    readArguments(state->args, regs, compat, atExit);
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

static __noinline int sendObject(struct task_struct *task, struct task_state *state, __u32 fd) {
    struct item item = {.room = ROOM_EXIT, .kind = ATTACHED_OBJECT, .argument = 6, .item = fd};
    struct room *room = roomFor(state, item);
    struct file *file = fileOf(task, fd);
    if (!room || !file)
        return 0;
    struct file_object *object = (void *)room->data;
    describeFile(file, object);
    __u32 length = renderPath(file, room->data + sizeof *object, &room->head.head.flags);
    send(room, sizeof *object + length);
    return 0;
}

static __noinline void captureExit(struct task_struct *task, struct task_state *state, __s64 result, bool late) {
    /* After a successful execve the old memory is gone; the file name comes with the EXEC. */
    bool readAgain = (late || state->flags & MISSED) && !(state->nr == NR_EXECVE && result == 0);
    if (readAgain)
        captureAllIn(state, ROOM_EXIT, ATTACHMENT_LATE);
    if (result < 0 || !(state->captures & CAPTURE_OUT))
        return;
    for (__u32 argument = 0; argument < 5; argument++)
        captureOut(state, argument);
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
        captureExit(task, state, result, flags & CALL_NO_ENTER);
    if (maxData && result >= MIN_DATA && CAPTURE_AT(state->captures, 1) == CAPTURE_DATA) {
        struct item item = {.room = ROOM_EXIT, .kind = ATTACHED_DATA, .argument = 1};
        sendBytes(state, &item, state->args[1], result > maxData ? maxData : result);
    }
    if (state->captures & CAPTURE_RESULT_FILE && result >= 0)
        sendObject(task, state, result);
    sendCall(state, result, now, flags);
    state->flags = 0;
    return 0;
}

/* Tasks. */

/* The flags of the call that made the task; clone3 has them in memory that the kernel has just read. */
static __always_inline __u64 cloneFlags(struct task_state *state) {
    __u64 flags[5] = {};
    if (state->flags & COMPAT)
        return state->nr == 120 ? state->args[0] : 0;
    switch (state->nr) {
    case NR_CLONE:
        return state->args[0];
    case NR_CLONE3: /* struct clone_args: flags first, exit_signal fifth */
        bpf_probe_read_user(flags, sizeof flags, (void *)state->args[0]);
        return flags[0] | (flags[4] & 0xff);
    case NR_VFORK:
        return 0x4111; /* CLONE_VFORK | CLONE_VM | SIGCHLD */
    default:
        return 17;
    }
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
    __u64 start = task->mm->arg_start, size = task->mm->arg_end - start;
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
    state->inheritedRss = task->signal->maxrss;
    if (state->flags & MISSED)
        sendArgArea(task, state);
    struct {
        struct record_exec exec;
        char name[MAX_STRING];
    } *record = bpf_map_lookup_elem(&rooms, &key);
    if (!record)
        return 0;
    long length = bpf_probe_read_kernel_str(record->name, MAX_STRING, program->filename);
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
    state->flags = 0;
    struct record_exit *end = bpf_ringbuf_reserve(&ring, sizeof *end, 0);
    if (!end) {
        countLost();
        return 0;
    }
    *end = (struct record_exit){
        .head = {RECORD_EXIT, task->signal->live.counter == 0 ? EXIT_LAST : 0, state->tid},
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
    __u64 highWater = task->mm ? task->mm->hiwater_rss : 0, all = task->signal->maxrss, before = state->inheritedRss;
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
    *signal = task->signal->group_exit_code & 0x7f;
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
    if (!state || state->flags & WAITING)
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
