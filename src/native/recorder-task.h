/* What the recorder by eBPF keeps of a task. The kernel side fills it in, the user side makes the first one. */
#ifndef TRACE_GATE_RECORDER_TASK_H
#define TRACE_GATE_RECORDER_TASK_H

#include <linux/types.h>

enum task_flag {
    IN_CALL = 1,
    FRESH = 2,   /* just forked: its first exit is that of a call that it has never entered */
    WAITING = 4, /* armed, but not yet the target: it becomes that by its execve */
    MISSED = 8,  /* something was not resident at the enter */
    COMPAT = 16, /* of the present call */
    ENDED = 32,  /* what is sent to it now reaches nobody */
};

struct task_state {
    __u64 enterNs;
    __u64 args[6];
    __s32 nr;
    __u32 flags;
    __u32 tid, tgid; /* in the recorder's namespace */
    __u32 captures;
    __u32 dataTaken;    /* bytes: see dataToTake */
    __u32 dying;        /* of the first thread: see isDeadly */
    __u64 inheritedRss; /* pages: see record_exit */
    __u8 sent[48];      /* siginfo of the last signal to the process, kept at its first thread */
};

#endif
