/* What the parts of launch share: launch.c supervises, launch-target.c is the child, launch-tree.c knows who is left.
 */
#ifndef TRACE_GATE_LAUNCH_H
#define TRACE_GATE_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { MAX_KEPT = 16 };

struct options {
    int report, kept[MAX_KEPT], keptCount, umask;
    bool noAslr;
    const char *stdinFile;
    int64_t graceNs, sampleNs; /* sampleNs: how often the memory of the tree is added up, 0 for never */
    char **argv;
};

extern struct options options;

/* What the child has to say between fork and exec. It takes the start time itself: the launcher would learn of the exec
 * one wake-up late, when the target may be done. A shared page rather than a status pipe: no system call lies between
 * clock and execve, and no wake-up of the launcher competes with the target's first instructions. */
struct birth {
    int64_t startNs;
    const char *failedOp;
    int failedErrno;
    bool aslrOff;
};

int64_t nowNs(void);
const char *resolveCommand(const char *command);
/* Every signal as a process has it that nobody has prepared. */
void resetSignals(void);
_Noreturn void becomeTarget(struct birth *birth, const char *path, const int fds[3], pid_t launcher);
/* Signals every process of the tree; returns how many. */
int signalDescendants(int sig);
/* Resident memory of the tree, pages that processes share counted in each. */
int64_t residentBytes(void);

#endif
