/* What the parts of launch share: launch.c supervises, launch-target.c is the child, launch-tree.c knows who is left,
 * launch-surroundings.c changes what must not matter. */
#ifndef TRACE_GATE_LAUNCH_H
#define TRACE_GATE_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
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
    /* In surroundings of its own the target is not our child: its parent has waited for it. */
    bool ended;
    int status;
    int64_t endNs;
    struct rusage usage;
};

int64_t nowNs(void);
const char *resolveCommand(const char *command);
/* Every signal as a process has it that nobody has prepared. */
void resetSignals(void);
_Noreturn void becomeTarget(struct birth *birth, const char *path, const int fds[3], pid_t launcher);
_Noreturn void die(struct birth *birth, const char *op);
void closeRange(unsigned first, unsigned last);
/* How many arguments an option of the surroundings has, with its name; 0: it is none, or has a wrong value. */
int surroundingsOption(char **arg);
bool hasSurroundings(void);
/* fork(2), with a parent of the target as the child, in its surroundings. */
pid_t forkIntoSurroundings(struct birth *birth, const char *path, const int fds[3]);
/* Signals every process of the tree; returns how many. */
int signalDescendants(int sig);
/* Resident memory of the tree, pages that processes share counted in each. */
int64_t residentBytes(void);

#endif
