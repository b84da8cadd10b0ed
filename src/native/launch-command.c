/* launch and recorder: which file a command is. */
#include "launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
