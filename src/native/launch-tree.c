/* launch: finds and signals what the target has left behind. */
#include "launch.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct process {
    pid_t pid, parent;
};

/* The parent of a process that still runs, else -1. */
static pid_t parentOf(const char *pid) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    if (n <= 0)
        return -1;
    text[n] = 0;
    /* proc_pid_stat(5), from the third field on. The name may hold spaces and brackets, the last bracket ends it. */
    const char *afterName = strrchr(text, ')');
    char state;
    int parent;
    long threads;
    if (!afterName || sscanf(afterName + 1, " %c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld",
                             &state, &parent, &threads) != 3)
        return -1;
    /* A process whose first thread has ended is shown as a zombie while the others go on. */
    return state == 'Z' && threads <= 1 ? -1 : parent;
}

/* Moves the children of `parent` among all[from..count) to the front of that range; returns where they end. */
static size_t gatherChildren(struct process *all, size_t from, size_t count, pid_t parent) {
    for (size_t i = from; i < count; i++) {
        if (all[i].parent == parent) {
            struct process child = all[i];
            all[i] = all[from];
            all[from++] = child;
        }
    }
    return from;
}

/* Signals every process below us, also those with a session or group of their own. Being the subreaper, we inherit what
 * loses its parent, so nothing leaves the tree. A scan, and not /proc/PID/task/TID/children: that needs a kernel
 * option. */
int signalDescendants(int sig) {
    static struct process *all;
    static size_t capacity;
    size_t count = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; proc && (entry = readdir(proc));) {
        pid_t pid = (pid_t)atoi(entry->d_name), parent = pid > 0 ? parentOf(entry->d_name) : -1;
        if (parent < 0)
            continue;
        if (count == capacity) {
            struct process *more = realloc(all, (capacity + 1024) * sizeof *all);
            if (!more)
                break;
            all = more;
            capacity += 1024;
        }
        all[count++] = (struct process){pid, parent};
    }
    if (proc)
        closedir(proc);
    size_t below = gatherChildren(all, 0, count, getpid());
    for (size_t i = 0; i < below; i++)
        below = gatherChildren(all, below, count, all[i].pid);
    int signalled = 0;
    for (size_t i = 0; i < below; i++)
        signalled += kill(all[i].pid, sig) == 0;
    return signalled;
}
