/* launch, the child's side: from the fork to the exec of the target. */
#define _GNU_SOURCE
#include "launch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436 /* the same number on every architecture */
#endif

void closeRange(unsigned first, unsigned last) {
    if (first > last || syscall(SYS_close_range, first, last, 0) == 0)
        return;
    /* Linux before 5.9. RLIMIT_NOFILE can be a billion in a container, so look at what is open instead of counting up.
     */
    DIR *open = opendir("/proc/self/fd");
    for (struct dirent *entry; open && (entry = readdir(open));) {
        unsigned fd = (unsigned)atoi(entry->d_name);
        if (entry->d_name[0] != '.' && fd >= first && fd <= last && fd != (unsigned)dirfd(open))
            close((int)fd);
    }
    if (open)
        closedir(open);
}

static void closeAllButKept(void) {
    unsigned first = 3;
    for (;;) {
        unsigned next = ~0U;
        for (int i = 0; i < options.keptCount; i++)
            if ((unsigned)options.kept[i] >= first && (unsigned)options.kept[i] < next)
                next = (unsigned)options.kept[i];
        if (next == ~0U)
            break;
        if (next > first)
            closeRange(first, next - 1);
        first = next + 1;
    }
    closeRange(first, ~0U);
}

_Noreturn void die(struct birth *birth, const char *op) {
    birth->failedErrno = errno;
    birth->failedOp = op; /* a literal: the same address in parent and child */
    _exit(127);
}

_Noreturn void becomeTarget(struct birth *birth, const char *path, const int fds[3], pid_t launcher) {
    /* For the case that the launcher itself is killed outright; it does not reach grandchildren and a set-user-ID exec
     * clears it. The launcher may have died before this line. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != launcher)
        _exit(127);
    setpgid(0, 0);
    for (int i = 0; i < 3; i++)
        if (dup2(fds[i], i) < 0)
            die(birth, "dup2");
    closeAllButKept();
    if (options.umask >= 0)
        umask((mode_t)options.umask);
    int persona = personality(0xffffffff);
    if (options.noAslr && persona >= 0 && personality((unsigned)persona | ADDR_NO_RANDOMIZE) >= 0)
        persona |= ADDR_NO_RANDOMIZE; /* a container's seccomp filter may refuse it: reported, no error */
    birth->aslrOff = persona >= 0 && (persona & ADDR_NO_RANDOMIZE);
    resetSignals(); /* Node and the launcher have changed some */
    birth->startNs = nowNs();
    execve(path, options.argv, environ);
    die(birth, "execve");
}
