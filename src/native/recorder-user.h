/* What the parts of the recorder's user side share: recorder.c starts the target and ends the tree, recorder-output.c
 * writes the stream, recorder-ebpf.c and recorder-ptrace.c are the two ways to see calls. */
#ifndef TRACE_GATE_RECORDER_USER_H
#define TRACE_GATE_RECORDER_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "recorder.h"

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
#endif

uint64_t clockNs(void);

/* The AUDIT_ARCH of this machine's own calls. */
uint32_t nativeArch(void);

/* The stream. `queued`: written by a thread of its own, so that a slow reader of a pipe doesn't hold up who records. */
bool outputStart(int fd, bool queued);
/* Whole frames, as the stream has them. */
void outputFrames(const void *frames, size_t bytes);
void outputRecord(const void *record, size_t length);
void outputAttachment(const struct record_attachment *head, const void *data, size_t length);
/* Waits until all is written; false: it could not be. */
bool outputEnd(void);
bool outputFailed(void);

/* What a descriptor of a task refers to, by /proc. */
void outputObject(pid_t process, uint32_t tid, int fd, unsigned argument);

/* Tells the recorder to end the tree, as a signal to it does. */
void endTree(int signal);

#endif
