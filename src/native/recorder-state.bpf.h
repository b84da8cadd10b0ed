/* The recorder, kernel side: what it keeps, and the ring that it writes to. */
#ifndef TRACE_GATE_RECORDER_STATE_BPF_H
#define TRACE_GATE_RECORDER_STATE_BPF_H

#include "recorder-task.h"

enum { SIGNAL_KILL = 9 };
enum { SIGNAL_GROUP_EXIT = 4 }; /* of signal_struct: include/linux/sched/signal.h */

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
    state->tgid = level == 0 ? task->tgid : numberIn(BPF_CORE_READ(task, group_leader, thread_pid), level);
}

#endif
