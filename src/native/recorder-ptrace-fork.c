/* The recorder by ptrace: who is whose child. A child's first stop may come before its parent has told of it: it is
 * held until then, so that the stream never has a call of a task that nobody knows. */
#define _GNU_SOURCE
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "recorder-ptrace.h"

bool isFork(const struct task *task) {
    int32_t nr = task->nr;
    if (task->compat)
        return nr == NR_FORK_32 || nr == NR_VFORK_32 || nr == NR_CLONE_32 || nr == NR_CLONE3;
    return nr == NR_FORK || nr == NR_VFORK || nr == NR_CLONE || nr == NR_CLONE3;
}

static uint64_t cloneFlags(const struct task *parent) {
    uint64_t flags[5] = {0};
    if (parent->nr == NR_CLONE3) {
        readMemory(parent, parent->args[0], flags, sizeof flags);
        return flags[0] | (flags[4] & 0xff);
    }
    if (parent->nr == (parent->compat ? NR_CLONE_32 : NR_CLONE))
        return parent->args[0];
    return parent->nr == (parent->compat ? NR_VFORK_32 : NR_VFORK) ? CLONE_VFORK | CLONE_VM | SIGCHLD : SIGCHLD;
}

void onFork(struct task *parent) {
    unsigned long message = 0;
    if (ptrace(PTRACE_GETEVENTMSG, parent->tid, 0, &message) < 0)
        return;
    pid_t tid = (pid_t)message;
    uint64_t flags = cloneFlags(parent);
    bool held = *placeOf(tid) && (*placeOf(tid))->held;
    struct task *child = addTask(tid, flags & CLONE_THREAD ? parent->tgid : tid);
    struct record_fork fork = {
        .head = {RECORD_FORK, 0, (uint32_t)parent->tid},
        .tgid = (uint32_t)parent->tgid,
        .childTid = (uint32_t)tid,
        .timeNs = clockNs(),
        .cloneFlags = flags,
        .childTgid = (uint32_t)child->tgid,
    };
    record(&fork, sizeof fork);
    child->pinned = parent->pinned; /* inherited */
    if (flags & CLONE_VFORK)
        setIdle(parent, true);
    child->held = false;
    if (held)
        resume(child, 0);
}

/* Parents that were killed inside a call and never told of a child; there is none as a rule. */
static struct task *silent;

static bool isChildOf(const struct task *task, const struct task *parent, int *owner) {
    char path[64], line[256];
    int ppid = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)task->tid);
    FILE *status = fopen(path, "re");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "Tgid: %d", owner) == 0 && sscanf(line, "PPid: %d", &ppid) == 1)
            break;
    if (status)
        fclose(status);
    return *owner == parent->tgid || ppid == parent->tgid || ppid == getpid();
}

/* Lets go of a task that waits for the word of this parent, if it does. */
static bool release(struct task *task, const struct task *parent) {
    int owner = 0;
    if (!task->held || !isChildOf(task, parent, &owner))
        return false;
    task->held = false;
    task->tgid = owner ? owner : task->tid;
    struct record_fork fork = {
        .head = {RECORD_FORK, 0, (uint32_t)parent->tid},
        .tgid = (uint32_t)parent->tgid,
        .childTid = (uint32_t)task->tid,
        .timeNs = clockNs(),
        .cloneFlags = task->tgid == task->tid ? SIGCHLD : CLONE_THREAD,
        .childTgid = (uint32_t)task->tgid,
    };
    record(&fork, sizeof fork);
    return true;
}

/* A child that has not been seen yet comes later: see addUnknown. */
void releaseOrphans(const struct task *parent) {
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct task *task = buckets[i]; task; task = task->next)
            if (release(task, parent))
                resume(task, 0);
    struct task *kept = malloc(sizeof *kept);
    if (!kept)
        abort();
    *kept = *parent;
    kept->next = silent;
    silent = kept;
}

struct task *addUnknown(pid_t tid) {
    struct task *task = addTask(tid, tid);
    task->held = true;
    for (const struct task *parent = silent; parent && task->held; parent = parent->next)
        release(task, parent);
    return task;
}
