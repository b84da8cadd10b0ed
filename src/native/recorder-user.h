/* What the parts of the recorder's user side share: recorder.c starts the target and ends the tree, recorder-output.c
 * writes the stream, recorder-ebpf.c and recorder-ptrace.c are the two ways to see calls. */
#ifndef TRACE_GATE_RECORDER_USER_H
#define TRACE_GATE_RECORDER_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "recorder.h"

/* Memory of the kernel that anybody who may run the recorder can have it take. */
enum { MAX_RING_KIB = 1 << 18 };

struct totals {
    uint64_t records, lost, missed, unbalanced, ringPeak;
};

/* One way of recording. Each step says what failed, with errno, or NULL. */
struct backend {
    const char *name;
    enum backend_class class;
    /* Whatever can fail, before anything of the target exists. */
    const char *(*prepare)(size_t ringBytes, uint32_t maxData);
    /* The task that waits to become the target. */
    const char *(*arm)(pid_t pid);
    /* Until nothing of the tree is left; the target's status as of wait(2). */
    int (*run)(pid_t pid, struct totals *totals);
};

extern const struct backend ptraceBackend;
#ifndef RECORDER_NO_EBPF
extern const struct backend ebpfBackend;
/* The same, done by a recorder that sudo starts. */
extern const struct backend sudoBackend;
#endif

uint64_t clockNs(void);

/* The AUDIT_ARCH of this machine's own calls. */
uint32_t nativeArch(void);

/* The stream. */
void outputTo(int fd);
int outputDescriptor(void);
/* From now on it is written by a thread of its own, so that a slow reader of a pipe doesn't hold up who records. */
bool outputQueue(void);
/* Before another process goes on writing into it. */
void outputFlush(void);
/* Whole frames, as the stream has them. */
void outputFrames(const void *frames, size_t bytes);
void outputRecord(const void *record, size_t length);
void outputAttachment(const struct record_attachment *head, const void *data, size_t length);
/* Waits until all is written; false: it could not be. */
bool outputEnd(void);
/* It is not whole, whatever is still written. */
void outputFail(void);

/* What a descriptor of a task refers to, by /proc. */
void outputObject(pid_t process, uint32_t tid, int fd, unsigned argument);

/* Waits until nothing of the tree is left; the target's status as of wait(2). */
int awaitTree(pid_t pid);

/* Tells the recorder to end the tree, as a signal to it does. */
void endTree(int signal);

/* Whether it was given more than its caller has, by file capabilities: it holds them, uses them to record, and drops
 * them for good, in the process that becomes the target as well. */
bool isPrivileged(void);
const char *holdPrivileges(void);
bool usePrivileges(void);
bool dropPrivileges(void);
/* For the target: the C library has taken some of it away from a program with privileges. NULL: can't be read. */
char **callersEnvironment(void);

#endif
