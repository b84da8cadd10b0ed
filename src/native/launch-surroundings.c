/*
 * launch: changes what must not matter to the target: where its folders lie, the pids, the host name, the CPUs, the
 * load.
 *
 * The child of the launcher is then not the target but a parent of it, in namespaces of its own where they are needed:
 * pid 1 of a pid namespace. It sets up, starts the target (or the recorder that starts it), reaps orphans, and hands on
 * how the target ended. Whatever it has made ends with it: mounts and processes are the namespaces'.
 */
#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_BINDS = 16, MAX_LOAD = 1024 };

static struct {
    const char *from[MAX_BINDS], *to[MAX_BINDS];
    int binds, load;
    long firstPid;
    const char *host, *folder;
    bool oneCpu;
} around;

int surroundingsOption(char **arg) {
    const char *name = arg[0], *value = arg[1];
    if (!strcmp(name, "--one-cpu"))
        return around.oneCpu = true, 1;
    if (!value)
        return 0;
    if (!strcmp(name, "--host"))
        return around.host = value, 2;
    if (!strcmp(name, "--cwd"))
        return around.folder = value, 2;
    if (!strcmp(name, "--first-pid") && (around.firstPid = strtol(value, NULL, 10)) > 1)
        return 2;
    if (!strcmp(name, "--load") && (around.load = atoi(value)) > 0 && around.load <= MAX_LOAD)
        return 2;
    if (!strcmp(name, "--bind") && arg[2] && around.binds < MAX_BINDS) {
        around.from[around.binds] = value;
        around.to[around.binds++] = arg[2];
        return 3;
    }
    return 0;
}

static int namespaces(void) {
    return (around.binds || around.firstPid ? CLONE_NEWNS : 0) | (around.firstPid ? CLONE_NEWPID : 0) |
           (around.host ? CLONE_NEWUTS : 0);
}

bool hasSurroundings(void) { return namespaces() || around.folder || around.load || around.oneCpu; }

static bool writeFile(const char *file, const char *text) {
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    int number = errno;
    if (fd >= 0)
        close(fd);
    errno = number;
    return written;
}

/* user_namespaces(7): who has no privileges may map the own ids only, and gives up setgroups(2) for it. */
static void keepIds(struct birth *birth, uid_t uid, gid_t gid) {
    char users[64], groups[64];
    snprintf(users, sizeof users, "%u %u 1", uid, uid);
    snprintf(groups, sizeof groups, "%u %u 1", gid, gid);
    if (!writeFile("/proc/self/setgroups", "deny") || !writeFile("/proc/self/uid_map", users) ||
        !writeFile("/proc/self/gid_map", groups))
        die(birth, "user namespace");
}

static void mountAll(struct birth *birth, int made) {
    if (!(made & CLONE_NEWNS))
        return;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) /* or the system would see the mounts, too */
        die(birth, "private mounts");
    if ((made & CLONE_NEWPID) && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
        die(birth, "mount of /proc");
    /* With what is mounted below: a user namespace may not show what a mount of its parent hides. */
    for (int i = 0; i < around.binds; i++)
        if (mount(around.from[i], around.to[i], NULL, MS_BIND | MS_REC, NULL) < 0)
            die(birth, "bind mount");
}

static void setUp(struct birth *birth, int made) {
    mountAll(birth, made);
    if (around.host && sethostname(around.host, strlen(around.host)) < 0)
        die(birth, "host name");
    if (around.folder && chdir(around.folder) < 0)
        die(birth, "working folder");
}

/* The CPUs that the target may use: the first, or all. */
static void limitCpus(struct birth *birth) {
    cpu_set_t allowed, first;
    CPU_ZERO(&first);
    if (!around.oneCpu)
        return;
    /* More than 1,024 CPUs do not fit. */
    if (sched_getaffinity(0, sizeof allowed, &allowed) < 0)
        die(birth, "CPUs");
    for (size_t cpu = 0; cpu < CPU_SETSIZE && !CPU_COUNT(&first); cpu++)
        if (CPU_ISSET(cpu, &allowed))
            CPU_SET(cpu, &first);
    if (sched_setaffinity(0, sizeof first, &first) < 0)
        die(birth, "CPUs");
}

/* Nobody's pipe, or its reader would wait for us. */
static void closeAll(void) {
    int nowhere = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
        dup2(nowhere, fd);
    closeRange(3, ~0U);
}

static void startLoad(struct birth *birth, pid_t loads[MAX_LOAD]) {
    pid_t self = getpid();
    for (int i = 0; i < around.load; i++) {
        loads[i] = fork();
        if (loads[i] < 0)
            die(birth, "load");
        if (loads[i] > 0)
            continue;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != self)
            _exit(0);
        closeAll();
        for (volatile unsigned turns = 0;; turns++)
            ;
    }
}

/* Pids go on from the last one: the target's is at least the one that is wanted. */
static void choosePids(struct birth *birth) {
    char last[32];
    snprintf(last, sizeof last, "%ld", around.firstPid - 1);
    if (around.firstPid && !writeFile("/proc/sys/kernel/ns_last_pid", last))
        die(birth, "first pid");
}

static void awaitTarget(struct birth *birth, pid_t target) {
    for (;;) {
        int status;
        struct rusage usage;
        pid_t pid = wait4(-1, &status, 0, &usage);
        if (pid < 0 && errno != EINTR)
            return;
        if (pid != target)
            continue;
        birth->endNs = nowNs();
        birth->status = status;
        birth->usage = usage;
        birth->ended = true;
        return;
    }
}

static _Noreturn void becomeParent(struct birth *birth, const char *path, const int fds[3], int made) {
    static pid_t loads[MAX_LOAD];
    setsid();
    setUp(birth, made);
    /* Before the pids are chosen, so that the target's are as few as can be. */
    startLoad(birth, loads);
    limitCpus(birth);
    choosePids(birth);
    pid_t self = getpid(), target = fork();
    if (target < 0)
        die(birth, "fork");
    if (target == 0)
        becomeTarget(birth, path, fds, self);
    closeAll();
    awaitTarget(birth, target);
    for (int i = 0; i < around.load; i++)
        kill(loads[i], SIGKILL);
    _exit(0);
}

/* fork(2) into new namespaces. `made`: which ones. Root keeps its privileges; a user needs a user namespace for any. */
static pid_t forkAway(int *made) {
    *made = namespaces();
    pid_t pid = (pid_t)syscall(SYS_clone, *made | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid >= 0 || errno != EPERM || geteuid() == 0)
        return pid;
    *made |= CLONE_NEWUSER;
    return (pid_t)syscall(SYS_clone, *made | SIGCHLD, NULL, NULL, NULL, NULL);
}

pid_t forkIntoSurroundings(struct birth *birth, const char *path, const int fds[3]) {
    int alive[2], made;
    uid_t uid = geteuid();
    gid_t gid = getegid();
    if (pipe2(alive, O_CLOEXEC | O_NONBLOCK) < 0)
        return -1;
    pid_t pid = forkAway(&made);
    if (pid == 0) {
        close(alive[1]);
        if (made & CLONE_NEWUSER)
            keepIds(birth, uid, gid);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        /* Its pid is not to be seen from another pid namespace, but that it is there. */
        char byte;
        if (read(alive[0], &byte, 1) == 0)
            _exit(127);
        becomeParent(birth, path, fds, made);
    }
    int number = errno;
    close(alive[0]);
    if (pid < 0)
        close(alive[1]);
    errno = number;
    return pid;
}
