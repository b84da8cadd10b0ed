/* The recorder by ptrace: tracer and tracee on one CPU.
 *
 * A stop costs two changes of task. On one CPU that is 5 to 18 times cheaper than waking another one. So as long as one
 * task of the tree runs at a time, it and the tracer share a CPU. The target must not see it: many programs start as
 * many threads as they have CPUs. */
#define _GNU_SOURCE
#include "recorder-ptrace.h"

#include <sched.h>

static struct {
    cpu_set_t original, single;
    bool off;    /* for good */
    bool tracer; /* the tracer is on the one CPU */
    int active;
} cpus;

static void allow(pid_t tid, const cpu_set_t *mask) { sched_setaffinity(tid, sizeof *mask, mask); }

void pinStart(void) {
    cpus.off = sched_getaffinity(0, sizeof cpus.original, &cpus.original) < 0 || CPU_COUNT(&cpus.original) < 2;
    int cpu = sched_getcpu();
    cpus.off |= cpu < 0;
    CPU_ZERO(&cpus.single);
    if (cpu >= 0)
        CPU_SET((unsigned)cpu, &cpus.single);
}

void countActive(int change) { cpus.active += change; }

void setIdle(struct task *task, bool idle) {
    if (task->idle == idle)
        return;
    task->idle = idle;
    countActive(idle ? -1 : 1);
}

static void pinTracer(bool pin) {
    if (cpus.tracer == pin)
        return;
    cpus.tracer = pin;
    allow(0, pin ? &cpus.single : &cpus.original);
}

static void pin(struct task *task, bool pin) {
    if (task->pinned == pin)
        return;
    task->pinned = pin;
    allow(task->tid, pin ? &cpus.single : &cpus.original);
}

/* Of the task that has just stopped only: another one that is still pinned is let go at its own next stop. */
void adjustPin(struct task *task) {
    bool alone = !cpus.off && cpus.active <= 1;
    pinTracer(alone);
    if (!task->idle)
        pin(task, alone && !task->asks);
}

void showMask(struct task *task, struct task *other, bool sets) {
    cpus.off |= sets; /* what the target has chosen must stay so */
    task->asks = true;
    if (other)
        pin(other, false);
}
