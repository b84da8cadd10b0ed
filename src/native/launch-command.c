/* launch and recorder: which file a command is, and what it must not inherit. */
#include "launch.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Looked up before the fork, so that the child makes exactly one execve. Not execvp: that would run a file without #!
 * as a shell script, which no tracer does. */
const char *resolveCommand(const char *command) {
    static char path[4096];
    const char *folders = getenv("PATH");
    if (strchr(command, '/') || !folders)
        return command;
    while (*folders) {
        int length = (int)strcspn(folders, ":");
        snprintf(path, sizeof path, "%.*s%s%s", length, folders, length ? "/" : "./", command);
        struct stat s;
        if (access(path, X_OK) == 0 && stat(path, &s) == 0 && S_ISREG(s.st_mode))
            return path;
        folders += length + (folders[length] == ':');
    }
    return command;
}

/* An exec resets handlers but keeps "ignored" and the mask. By the kernel's call: signal(3) refuses the two that libc
 * keeps for itself, which callers that know nothing of that ignore all the same. */
void resetSignals(void) {
    static const uint64_t byDefault[4]; /* struct sigaction, as the kernel has it: 32 bytes at the most */
    for (int i = 1; i < NSIG; i++)
        syscall(SYS_rt_sigaction, i, byDefault, NULL, NSIG / 8);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}
