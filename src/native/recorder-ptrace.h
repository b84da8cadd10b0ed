/* The recorder by ptrace: what its parts share. recorder-ptrace.c follows the tree, recorder-ptrace-fork.c knows
 * children, recorder-ptrace-read.c reads the target's memory and recorder-ptrace-socket.c its sockets,
 * recorder-ptrace-pin.c keeps tracer and tracee on one CPU.
 */
#ifndef TRACE_GATE_RECORDER_PTRACE_H
#define TRACE_GATE_RECORDER_PTRACE_H

#include "recorder-capture.h"
#include "recorder-user.h"

struct task {
    struct task *next;
    pid_t tid, tgid;
    bool waiting; /* becomes the target by its execve */
    bool inCall, compat, missed;
    bool held;   /* stopped at its beginning, before its parent's fork event has come */
    bool ending; /* seen PTRACE_EVENT_EXIT */
    int status;  /* then */
    bool pinned; /* may run on the tracer's CPU only */
    bool asks;   /* inside a call that would see that */
    bool idle;   /* waits for a child: nothing else of it runs */
    int32_t nr;
    uint32_t captures;
    uint32_t dataTaken; /* bytes: see dataToTake */
    uint64_t args[6], enterNs, peakRssKib;
};

enum { BUCKETS = 1 << 12 };
extern struct task *buckets[BUCKETS];
extern struct totals counts;
extern uint32_t dataLimit;

/* Where the pointer to it is, or would be. */
struct task **placeOf(pid_t tid);
struct task *addTask(pid_t tid, pid_t tgid);
/* Lets a stopped task go on, with this signal or 0. */
void resume(struct task *task, int signal);

bool isFork(const struct task *task);
/* At its event of a fork, vfork or clone. */
void onFork(struct task *parent);
/* Adds a task that stops before its parent has told of it, and holds it unless that can't happen any more. */
struct task *addUnknown(pid_t tid);
/* Of a parent that ended inside a fork call. */
void releaseOrphans(const struct task *parent);

void record(const void *record, size_t length);
void attach(const struct record_attachment *head, const void *data, size_t length);
/* Of a socket of the target, which is stopped; nothing of what is none. */
void attachSocket(const struct task *task, int fd);
/* Reads as much as there is, up to size. */
size_t readMemory(const struct task *task, uint64_t address, void *to, size_t size);
/* At the enter of a 32-bit call: see socketcalls. */
void unfold(struct task *task);
/* What can be read before the call is made; false: not all of it could. */
bool captureAllIn(const struct task *task, uint16_t flags);
/* What the kernel has filled in. */
void captureAllOut(struct task *task, int64_t result);

void pinStart(void);
/* A task more or less that may run. */
void countActive(int change);
void setIdle(struct task *task, bool idle);
/* At each stop, before the task goes on. */
void adjustPin(struct task *task);
/* At the enter of a call that sees or sets the mask. `other`: the task that it is about. */
void showMask(struct task *task, struct task *other, bool sets);

#endif
