/* The recorder by ptrace: without privileges, and slower. */
#define _GNU_SOURCE
#include "recorder-user.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recorder-calls.h"

/* Not in <sys/ptrace.h>, and <linux/ptrace.h> cannot be had together with it. */
#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

enum { BUCKETS = 1 << 12 };

struct task {
    struct task *next;
    pid_t tid, tgid;
    bool waiting; /* becomes the target by its execve */
    bool inCall, compat, missed;
    bool held;   /* stopped at its beginning, before its parent's fork event has come */
    bool ending; /* seen PTRACE_EVENT_EXIT */
    int status;  /* then */
    int32_t nr;
    uint32_t captures;
    uint64_t args[6], enterNs, peakRssKib;
};

static struct task *buckets[BUCKETS];
static struct totals counts;
static uint32_t dataLimit;

static struct task **placeOf(pid_t tid) {
    struct task **place = &buckets[(unsigned)tid % BUCKETS];
    while (*place && (*place)->tid != tid)
        place = &(*place)->next;
    return place;
}

static struct task *addTask(pid_t tid, pid_t tgid) {
    struct task **place = placeOf(tid);
    if (!*place) {
        *place = calloc(1, sizeof **place);
        if (!*place)
            abort();
        (*place)->tid = tid;
    }
    (*place)->tgid = tgid;
    return *place;
}

static void removeTask(pid_t tid) {
    struct task **place = placeOf(tid), *task = *place;
    if (!task)
        return;
    *place = task->next;
    free(task);
}

static void record(const void *record, size_t length) {
    counts.records++;
    outputRecord(record, length);
}

static void attach(const struct record_attachment *head, const void *data, size_t length) {
    counts.records++;
    outputAttachment(head, data, length);
}

/* Memory of the target. */

/* Reads as much as there is, up to size; a page that is not there ends it. */
static size_t readMemory(const struct task *task, uint64_t address, void *to, size_t size) {
    size_t done = 0;
    while (done < size) {
        size_t inPage = 4096 - ((address + done) & 4095), n = size - done < inPage ? size - done : inPage;
        struct iovec local = {(char *)to + done, n}, remote = {(void *)(uintptr_t)(address + done), n};
        ssize_t got = process_vm_readv(task->tid, &local, 1, &remote, 1, 0);
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    return done;
}

static bool attachString(const struct task *task, struct record_attachment head, uint64_t address) {
    char text[MAX_STRING];
    size_t length = 0;
    /* Mostly short: a small piece first. */
    for (size_t piece = 256; length < MAX_STRING; piece = MAX_STRING - length) {
        size_t got = readMemory(task, address + length, text + length, piece);
        const char *end = memchr(text + length, 0, got);
        if (end) {
            attach(&head, text, (size_t)(end - text));
            return true;
        }
        length += got;
        if (got < piece)
            break;
    }
    bool read = length == MAX_STRING;
    head.head.flags |= read ? ATTACHMENT_TRUNCATED : ATTACHMENT_MISSING;
    attach(&head, text, read ? MAX_STRING - 1 : 0);
    return read;
}

static bool attachBytes(const struct task *task, struct record_attachment head, uint64_t address, uint64_t size) {
    char bytes[MAX_DATA];
    size_t length = size < sizeof bytes ? size : sizeof bytes;
    bool read = readMemory(task, address, bytes, length) == length;
    if (!read)
        head.head.flags |= ATTACHMENT_MISSING;
    else if (length < size)
        head.head.flags |= ATTACHMENT_TRUNCATED;
    attach(&head, bytes, read ? length : 0);
    return read;
}

static bool readPointer(const struct task *task, uint64_t address, uint64_t *pointer) {
    uint32_t narrow = 0;
    if (!task->compat)
        return readMemory(task, address, pointer, 8) == 8;
    bool read = readMemory(task, address, &narrow, 4) == 4;
    *pointer = narrow;
    return read;
}

static bool attachArgv(const struct task *task, struct record_attachment head, uint64_t address) {
    bool all = true;
    for (unsigned i = 0; i < MAX_ARGV; i++) {
        uint64_t pointer = 0;
        if (!readPointer(task, address + i * (task->compat ? 4 : 8), &pointer))
            return false;
        if (!pointer)
            break;
        head.item = (uint16_t)i;
        all = attachString(task, head, pointer) && all;
    }
    return all;
}

static bool attachMessage(const struct task *task, struct record_attachment head, uint64_t address) {
    struct {
        uint64_t name;
        uint32_t nameLength, unused;
        uint64_t iov, iovCount;
    } wide = {0};
    struct {
        uint32_t name, nameLength, iov, iovCount;
    } narrow;
    if (task->compat) {
        if (readMemory(task, address, &narrow, sizeof narrow) != sizeof narrow)
            return false;
        wide.name = narrow.name, wide.nameLength = narrow.nameLength;
        wide.iov = narrow.iov, wide.iovCount = narrow.iovCount;
    } else if (readMemory(task, address, &wide, sizeof wide) != sizeof wide) {
        return false;
    }
    bool read = true;
    if (wide.name && wide.nameLength) {
        head.kind = ATTACHED_ADDRESS;
        read = attachBytes(task, head, wide.name, wide.nameLength < MAX_ADDRESS ? wide.nameLength : MAX_ADDRESS);
    }
    head.kind = ATTACHED_IOVEC;
    return wide.iov && wide.iovCount
               ? attachBytes(task, head, wide.iov, wide.iovCount * (task->compat ? 8 : 16)) && read
               : read;
}

static uint64_t atMost(uint64_t value, uint64_t max) { return value < max ? value : max; }

/* What can be read before the call is made; false: not all of it could. */
static bool captureIn(const struct task *task, unsigned argument, uint16_t flags) {
    uint64_t value = task->args[argument], next = task->args[argument + 1];
    struct record_attachment head = {
        .head = {0, flags, (uint32_t)task->tid}, .kind = ATTACHED_STRUCT, .argument = (uint8_t)argument};
    if (!value)
        return true;
    switch (CAPTURE_AT(task->captures, argument)) {
    case CAPTURE_STRING:
        head.kind = ATTACHED_STRING;
        return attachString(task, head, value);
    case CAPTURE_ARGV:
        head.kind = ATTACHED_ARGV;
        return attachArgv(task, head, value);
    case CAPTURE_SOCKADDR:
        head.kind = ATTACHED_ADDRESS;
        return attachBytes(task, head, value, atMost(next, MAX_ADDRESS));
    case CAPTURE_IOVEC:
        head.kind = ATTACHED_IOVEC;
        return attachBytes(task, head, value, next * (task->compat ? 8 : 16));
    case CAPTURE_MSGHDR:
        return attachMessage(task, head, value);
    case CAPTURE_SIZED:
        return attachBytes(task, head, value, atMost(next, MAX_STRUCT));
    case CAPTURE_SIGACTION:
        return attachBytes(task, head, value, task->compat ? 8 : 16);
    case CAPTURE_FLOCK:
        return !IS_LOCKING((uint32_t)task->args[1]) || attachBytes(task, head, value, task->compat ? 24 : 32);
    default:
        return true;
    }
}

/* What the kernel has filled in. */
static void captureOut(const struct task *task, unsigned argument, uint64_t result) {
    uint64_t value = task->args[argument];
    uint32_t length = 0;
    struct record_attachment head = {.head.tid = (uint32_t)task->tid, .argument = (uint8_t)argument};
    if (!value)
        return;
    switch (CAPTURE_AT(task->captures, argument)) {
    case CAPTURE_SOCKADDR_OUT:
        head.kind = ATTACHED_ADDRESS;
        if (readMemory(task, task->args[argument + 1], &length, sizeof length) == sizeof length)
            attachBytes(task, head, value, atMost(length, MAX_ADDRESS));
        return;
    case CAPTURE_FD_PAIR:
        head.kind = ATTACHED_FD_PAIR;
        attachBytes(task, head, value, 8);
        return;
    case CAPTURE_DATA:
        head.kind = ATTACHED_DATA;
        if (dataLimit && result >= MIN_DATA)
            attachBytes(task, head, value, atMost(result, dataLimit));
    }
}

static bool captureAllIn(const struct task *task, uint16_t flags) {
    bool all = true;
    for (unsigned i = 0; i < 5; i++)
        if (CAPTURE_AT(task->captures, i))
            all = captureIn(task, i, flags) && all;
    return all;
}

/* Calls. */

#ifdef __x86_64__
enum { NR_EXECVE = 59, NR_CLONE = 56, NR_VFORK = 58, NR_CLONE3 = 435 };
#else
enum { NR_EXECVE = 221, NR_CLONE = 220, NR_VFORK = -1, NR_CLONE3 = 435 };
#endif

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
    task->captures = nr < 0 || nr >= MAX_CALLS ? 0 : compat ? captures_compat[nr] : captures_native[nr];
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
    task->inCall = false;
}

static void exitCall(struct task *task, int64_t result) {
    /* The first exit of a new task, or of the read by which the target waited. */
    if (!task->inCall)
        return;
    if (task->captures) {
        if (task->missed && !(task->nr == NR_EXECVE && result == 0))
            captureAllIn(task, ATTACHMENT_LATE);
        for (unsigned i = 0; result >= 0 && i < 5; i++)
            captureOut(task, i, (uint64_t)result);
        if (task->captures & CAPTURE_RESULT_FILE && result >= 0) {
            outputObject(task->tid, (uint32_t)task->tid, (int)result, 6);
            counts.records++;
        }
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

static uint64_t cloneFlags(const struct task *parent) {
    uint64_t flags[5] = {0};
    if (parent->compat)
        return parent->nr == 120 ? parent->args[0] : SIGCHLD;
    switch (parent->nr) {
    case NR_CLONE:
        return parent->args[0];
    case NR_CLONE3:
        readMemory(parent, parent->args[0], flags, sizeof flags);
        return flags[0] | (flags[4] & 0xff);
    case NR_VFORK:
        return CLONE_VFORK | CLONE_VM | SIGCHLD;
    default:
        return SIGCHLD;
    }
}

static void resume(struct task *task, int signal) {
    /* ESRCH: killed while it was stopped. */
    ptrace(PTRACE_SYSCALL, task->tid, 0, (void *)(intptr_t)signal);
}

static void onFork(struct task *parent) {
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
    child->held = false;
    if (held)
        resume(child, 0);
}

/* A parent that was killed inside its fork call never tells of the child. */
static void releaseOrphans(const struct task *parent) {
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct task *task = buckets[i]; task; task = task->next) {
            if (!task->held)
                continue;
            char path[64], line[256];
            int owner = 0, ppid = 0;
            snprintf(path, sizeof path, "/proc/%d/status", (int)task->tid);
            FILE *status = fopen(path, "re");
            while (status && fgets(line, sizeof line, status))
                if (sscanf(line, "Tgid: %d", &owner) == 0 && sscanf(line, "PPid: %d", &ppid) == 1)
                    break;
            if (status)
                fclose(status);
            if (owner != parent->tgid && ppid != parent->tgid && ppid != getpid())
                continue;
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
            resume(task, 0);
        }
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
            *task = *caller;
            task->next = next;
            task->tid = tid;
            removeTask(oldTid);
        }
        task->ending = false;
    }
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
            if (!task) {
                task = addTask(tid, tid);
                task->held = true;
            } else if (!(task->held)) {
                onStop(task, status);
            }
            continue;
        }
        if (tid == pid)
            rootStatus = status;
        if (!task)
            continue;
        if (task->inCall)
            releaseOrphans(task);
        sendEnd(task, status, &usage);
        removeTask(tid);
    }
    *totals = counts;
    return rootStatus;
}

const struct backend ptraceBackend = {"ptrace", BACKEND_PTRACE, prepare, arm, run};
