/* The recorder by ptrace: without privileges, and slower. */
#define _GNU_SOURCE
#include "recorder-ptrace.h"

#include <errno.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recorder-calls.h"

/* Not in <sys/ptrace.h>, and <linux/ptrace.h> cannot be had together with it. */
#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

struct task *buckets[BUCKETS];
struct totals counts;

struct task **placeOf(pid_t tid) {
    struct task **place = &buckets[(unsigned)tid % BUCKETS];
    while (*place && (*place)->tid != tid)
        place = &(*place)->next;
    return place;
}

struct task *addTask(pid_t tid, pid_t tgid) {
    struct task **place = placeOf(tid);
    if (!*place) {
        *place = calloc(1, sizeof **place);
        if (!*place)
            abort();
        (*place)->tid = tid;
        countActive(1);
    }
    (*place)->tgid = tgid;
    return *place;
}

static void removeTask(pid_t tid) {
    struct task **place = placeOf(tid), *task = *place;
    if (!task)
        return;
    *place = task->next;
    setIdle(task, false);
    countActive(-1);
    free(task);
}

/* Calls. */

/* What the call means for who runs where. */
static void watchAffinity(struct task *task) {
    bool gets = task->nr == NR_SCHED_GETAFFINITY, sets = task->nr == NR_SCHED_SETAFFINITY;
    if (task->compat)
        return showMask(task, task, true); /* other numbers: not worth a second table */
    if (task->nr == NR_WAIT4 || task->nr == NR_WAITID)
        setIdle(task, true);
    else if (gets || sets)
        showMask(task, task->args[0] ? *placeOf((pid_t)task->args[0]) : task, sets);
}

static uint32_t capturesOf(int32_t nr, bool compat) {
    if (nr < 0 || nr >= MAX_CALLS)
        return 0;
    return compat ? captures_compat[nr] : captures_native[nr];
}

static void enterCall(struct task *task, const struct __ptrace_syscall_info *info) {
    bool compat = info->arch != nativeArch();
    int32_t nr = (int32_t)info->entry.nr;
    if (task->waiting && (compat || nr != NR_EXECVE))
        return;
    if (task->inCall)
        counts.unbalanced++;
    task->waiting = false;
    task->inCall = true;
    task->compat = compat;
    task->nr = nr;
    memcpy(task->args, info->entry.args, sizeof task->args);
    if (compat)
        unfold(task);
    task->captures = capturesOf(task->nr, compat);
    watchAffinity(task);
    task->missed = task->captures && !captureAllIn(task, 0);
    task->enterNs = clockNs();
}

static void sendCall(struct task *task, int64_t result, uint16_t flags) {
    struct record_call call = {
        .head = {RECORD_CALL, flags | (task->compat ? CALL_COMPAT : 0), (uint32_t)task->tid},
        .tgid = (uint32_t)task->tgid,
        .nr = task->nr,
        .enterNs = task->enterNs,
        .durationNs = clockNs() - task->enterNs,
        .result = result,
    };
    memcpy(call.args, task->args, sizeof call.args);
    record(&call, sizeof call);
    task->inCall = task->asks = false;
    setIdle(task, false);
}

static void exitCall(struct task *task, int64_t result) {
    /* The first exit of a new task, or of the read by which the target waited. */
    if (!task->inCall)
        return;
    if (task->captures) {
        if (task->missed)
            captureAllIn(task, ATTACHMENT_LATE);
        captureAllOut(task, result);
    }
    sendCall(task, result, 0);
}

static void onSyscallStop(struct task *task) {
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, sizeof info, &info) <= 0)
        return; /* killed in between: its end will be told */
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
        enterCall(task, &info);
    else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
        exitCall(task, info.exit.rval);
}

/* Tasks. */

void resume(struct task *task, int signal) {
    adjustPin(task);
    /* ESRCH: killed while it was stopped. */
    ptrace(PTRACE_SYSCALL, task->tid, 0, (void *)(intptr_t)signal);
}

/* Without usage: the first thread of a process that goes on. */
static void sendEnd(struct task *task, int status, const struct rusage *usage) {
    bool last = usage && task->tid == task->tgid;
    if (task->inCall)
        sendCall(task, 0, CALL_UNFINISHED);
    struct record_exit end = {
        .head = {RECORD_EXIT, last ? EXIT_LAST : 0, (uint32_t)task->tid},
        .tgid = (uint32_t)task->tgid,
        .status = status,
        .timeNs = clockNs(),
        .peakRssKib = task->peakRssKib,
    };
    if (usage) {
        end.userNs = (uint64_t)usage->ru_utime.tv_sec * 1000000000 + (uint64_t)usage->ru_utime.tv_usec * 1000;
        end.systemNs = (uint64_t)usage->ru_stime.tv_sec * 1000000000 + (uint64_t)usage->ru_stime.tv_usec * 1000;
        end.minorFaults = (uint64_t)usage->ru_minflt;
        end.majorFaults = (uint64_t)usage->ru_majflt;
    }
    record(&end, sizeof end);
}

static void onExec(struct task *task) {
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &message);
    pid_t oldTid = message ? (pid_t)message : task->tid;
    if (oldTid != task->tid) {
        /* Another thread has taken the place of the first one, whose end nobody tells. */
        struct task *caller = *placeOf(oldTid);
        sendEnd(task, task->ending ? task->status : 0, NULL);
        if (caller) {
            struct task *next = task->next;
            pid_t tid = task->tid;
            setIdle(task, false);
            *task = *caller;
            task->next = next;
            task->tid = tid;
            removeTask(oldTid);
        }
        task->ending = false;
    }
    task->missed = false; /* its old memory is gone */
    struct record_exec exec = {
        .head = {RECORD_EXEC, 0, (uint32_t)task->tid},
        .tgid = (uint32_t)task->tgid,
        .oldTid = (uint32_t)oldTid,
        .timeNs = clockNs(),
    };
    record(&exec, sizeof exec);
}

/* The memory is still there now; when the end is told it is gone. */
static void onEnding(struct task *task) {
    unsigned long message = 0;
    char path[64], line[256];
    ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &message);
    task->ending = true;
    task->status = (int)message;
    if (task->tid != task->tgid)
        return;
    snprintf(path, sizeof path, "/proc/%d/status", (int)task->tid);
    FILE *status = fopen(path, "re");
    unsigned long long peak;
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %llu", &peak) == 1)
            task->peakRssKib = peak;
    if (status)
        fclose(status);
}

static void onSignal(struct task *task, int signal, uint16_t flags) {
    siginfo_t info;
    struct record_signal record_ = {
        .head = {RECORD_SIGNAL, flags, (uint32_t)task->tid},
        .tgid = (uint32_t)task->tgid,
        .signal = signal,
        .timeNs = clockNs(),
    };
    if (!flags && ptrace(PTRACE_GETSIGINFO, task->tid, 0, &info) == 0)
        memcpy(record_.info, &info, sizeof record_.info);
    record(&record_, sizeof record_);
}

static bool isStopSignal(int signal) {
    return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void onEventStop(struct task *task, int signal) {
    if (!isStopSignal(signal))
        return resume(task, 0);
    /* A group stop: the task stays stopped, but wakes when the group goes on. */
    if (!task->waiting)
        onSignal(task, signal, SIGNAL_GROUP_STOP);
    ptrace(PTRACE_LISTEN, task->tid, 0, 0);
}

static void onStop(struct task *task, int status) {
    int signal = WSTOPSIG(status);
    switch (status >> 16) {
    case 0:
        if (signal == (SIGTRAP | 0x80)) {
            onSyscallStop(task);
            return resume(task, 0);
        }
        onSignal(task, signal, 0);
        return resume(task, signal);
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
        onFork(task);
        break;
    case PTRACE_EVENT_EXEC:
        onExec(task);
        break;
    case PTRACE_EVENT_EXIT:
        onEnding(task);
        break;
    case PTRACE_EVENT_STOP:
        return onEventStop(task, signal);
    }
    resume(task, 0);
}

static const char *prepare(size_t ringBytes, uint32_t maxData) {
    dataLimit = maxData;
    pinStart();
    (void)ringBytes;
    return NULL;
}

static const char *arm(pid_t pid) {
    unsigned long events = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                           PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL;
    int status;
    if (ptrace(PTRACE_SEIZE, pid, 0, (void *)events) < 0)
        return "PTRACE_SEIZE";
    if (ptrace(PTRACE_INTERRUPT, pid, 0, 0) < 0 || waitpid(pid, &status, __WALL) < 0 || !WIFSTOPPED(status))
        return "PTRACE_INTERRUPT";
    struct __ptrace_syscall_info info; /* since Linux 5.3; without it nothing would be seen */
    if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0)
        return "PTRACE_GET_SYSCALL_INFO";
    struct task *task = addTask(pid, pid);
    task->waiting = true;
    resume(task, 0);
    return NULL;
}

static int run(pid_t pid, struct totals *totals) {
    int status = 0, rootStatus = 0;
    struct rusage usage;
    for (pid_t tid; (tid = wait4(-1, &status, __WALL, &usage)) > 0 || errno == EINTR;) {
        if (tid <= 0)
            continue;
        struct task *task = *placeOf(tid);
        if (WIFSTOPPED(status)) {
            if (!task)
                task = addUnknown(tid);
            /* Killed before its parent has told of it, it does not wait for that. */
            if (!task->held || status >> 16 == PTRACE_EVENT_EXIT)
                onStop(task, status);
            continue;
        }
        if (tid == pid)
            rootStatus = status;
        if (!task)
            continue;
        if (task->inCall && isFork(task))
            releaseOrphans(task);
        sendEnd(task, status, &usage);
        removeTask(tid);
    }
    *totals = counts;
    return rootStatus;
}

const struct backend ptraceBackend = {"ptrace", BACKEND_PTRACE, prepare, arm, run};
