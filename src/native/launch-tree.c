/* launch: knows every process of the target's tree: to end what was left behind, to add up the memory of all. */
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
    int64_t residentPages;
};

/* Fills in a process that still runs; false for one that does not. */
static bool readProcess(const char *pid, struct process *process) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    if (n <= 0)
        return false;
    text[n] = 0;
    /* proc_pid_stat(5), from the third field on. The name may hold spaces and brackets, the last bracket ends it. */
    const char *afterName = strrchr(text, ')');
    char state;
    int parent;
    long threads;
    long long pages;
    if (!afterName ||
        sscanf(afterName + 1, " %c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld %*s %*s %*s %lld",
               &state, &parent, &threads, &pages) != 4)
        return false;
    *process = (struct process){(pid_t)atoi(pid), parent, pages};
    /* A process whose first thread has ended is shown as a zombie while the others go on. */
    return state != 'Z' || threads > 1;
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

/* Every process below us, also those with a session or group of their own: being the subreaper, we inherit what loses
 * its parent, so nothing leaves the tree. A scan, and not /proc/PID/task/TID/children: that needs a kernel option.
 * Returns how many there are at the front of *all. */
static size_t findDescendants(struct process **all) {
    static struct process *found;
    static size_t capacity;
    size_t count = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; proc && (entry = readdir(proc));) {
        struct process process;
        if (atoi(entry->d_name) <= 0 || !readProcess(entry->d_name, &process))
            continue;
        if (count == capacity) {
            struct process *more = realloc(found, (capacity + 1024) * sizeof *found);
            if (!more)
                break;
            found = more;
            capacity += 1024;
        }
        found[count++] = process;
    }
    if (proc)
        closedir(proc);
    *all = found;
    size_t below = gatherChildren(found, 0, count, getpid());
    for (size_t i = 0; i < below; i++)
        below = gatherChildren(found, below, count, found[i].pid);
    return below;
}

int signalDescendants(int sig) {
    struct process *all;
    size_t below = findDescendants(&all);
    int signalled = 0;
    for (size_t i = 0; i < below; i++)
        signalled += kill(all[i].pid, sig) == 0;
    return signalled;
}

int64_t residentBytes(void) {
    struct process *all;
    size_t below = findDescendants(&all);
    int64_t pages = 0;
    for (size_t i = 0; i < below; i++)
        pages += all[i].residentPages;
    return pages * sysconf(_SC_PAGESIZE);
}
