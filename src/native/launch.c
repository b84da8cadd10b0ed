/*
 * launch: starts one target the same way every time, and measures it from the outside.
 *
 *   launch [--report FD] [--no-aslr] [--stdin FILE] [--umask 022] [--grace-ms N] [--sample-ms N] [--keep FD]...
 *          [--bind FROM TO]... [--cwd DIR] [--first-pid N] [--host NAME] [--one-cpu] [--load N] -- CMD [ARG...]
 *
 * Why a program of its own: Node hands out socketpairs where a shell hands out pipes, leaves SIGPIPE ignored, has no
 * rusage of a single child, and needs longer for a spawn than most targets run. Small and static on purpose: ru_maxrss
 * of a forked child starts at what the parent had resident before the exec.
 *
 * Exit code: the target's, 128+n when it or the launcher was ended by signal n, 127 when it could not be started, 2 for
 * usage. Which of these it was stands in the report, one line of JSON.
 */
#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    /* poll(2) promises that a write of up to PIPE_BUF bytes to a writable pipe does not block. A blocked write would
     * leave the launcher deaf to SIGTERM, and O_NONBLOCK is not ours to set: the open file description is shared. */
    CHUNK = 4096,
    KILL_AGAIN_NS = 10 * 1000 * 1000, /* a process may fork between our look at /proc and our signal */
};

/* A set-user-ID descendant is not ours to kill, and one in uninterruptible sleep does not die. */
static const int64_t GIVE_UP_NS = INT64_C(5000000000);

enum stage { RUNNING, LINGERING, TERMINATED, KILLED };

struct stream {
    int from, to;
    size_t at, length;
    char buffer[1 << 16];
};

struct run {
    pid_t pid;
    bool reaped, childless;
    int status;
    int64_t endNs, peakRssKib, treeRssBytes;
    int schedstat;       /* the launcher's own */
    int64_t ownQueuedNs; /* before it went to sleep */
    int64_t queuedNs;    /* -1: the kernel does not tell */
    struct rusage usage;
    enum stage stage;
    int endedBy;   /* the signal that told the launcher to stop, 0 for none */
    int lingering; /* processes that were still there when the target had ended by itself */
};

struct options options = {.report = -1, .umask = -1, .stdinFile = "/dev/null"};
static struct stream streams[2];

int64_t nowNs(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int64_t timevalNs(struct timeval t) { return (t.tv_sec * INT64_C(1000000) + t.tv_usec) * 1000; }

static const char *errnoName(int number, char text[16]) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
    const char *name = strerrorname_np(number);
    if (name)
        return name;
#endif
    snprintf(text, 16, "E%d", number);
    return text;
}

static const char *signalName(int number, char text[16]) {
    const char *name = NULL;
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
    name = sigabbrev_np(number);
#endif
    if (name)
        snprintf(text, 16, "SIG%s", name);
    else
        snprintf(text, 16, "SIG%d", number);
    return text;
}

static void writeReport(const char *line, int length) {
    while (options.report >= 0 && length > 0) {
        ssize_t n = write(options.report, line, (size_t)length);
        if (n < 0 && errno != EINTR)
            return; /* nobody reads any more: there is nobody to tell */
        if (n > 0) {
            line += n;
            length -= (int)n;
        }
    }
}

static int notStarted(const char *op, int number) {
    char line[256], name[16];
    int n = snprintf(line, sizeof line,
                     "{\"format\":\"trace-gate/launch\",\"version\":1,\"error\":{\"op\":\"%s\",\"errno\":\"%s\"}}\n",
                     op, errnoName(number, name));
    if (options.report >= 0)
        writeReport(line, n);
    else
        fprintf(stderr, "launch: %s: %s\n", op, strerror(number));
    return 127;
}

static _Noreturn void usage(const char *problem) {
    fprintf(
        stderr,
        "launch: %s\nusage: launch [--report FD] [--no-aslr] [--stdin FILE] [--umask MODE] [--grace-ms N] [--sample-ms "
        "N] [--keep FD]... [--bind FROM TO]... [--cwd DIR] [--first-pid N] [--host NAME] [--one-cpu] [--load N] "
        "-- CMD [ARG...]\n",
        problem);
    exit(2);
}

static long number(const char *text, int base, long max) {
    char *end;
    errno = 0;
    long value = text ? strtol(text, &end, base) : -1;
    if (!text || end == text || *end || errno || value < 0 || value > max)
        usage("an option has no value, or one that is no number in range");
    return value;
}

static int descriptor(const char *text) {
    int fd = (int)number(text, 10, 1 << 20);
    if (fcntl(fd, F_GETFD) < 0)
        usage("a given descriptor is not open");
    return fd;
}

static void parseOptions(char **arg) {
    while (*++arg && strcmp(*arg, "--")) {
        if (!strcmp(*arg, "--no-aslr")) {
            options.noAslr = true;
            continue;
        }
        int taken = surroundingsOption(arg);
        if (taken) {
            arg += taken - 1;
            continue;
        }
        const char *name = *arg, *value = arg[1];
        if (!strcmp(name, "--report"))
            options.report = descriptor(value);
        else if (!strcmp(name, "--umask"))
            options.umask = (int)number(value, 8, 0777);
        else if (!strcmp(name, "--grace-ms"))
            options.graceNs = number(value, 10, 3600 * 1000) * INT64_C(1000000);
        else if (!strcmp(name, "--sample-ms"))
            options.sampleNs = number(value, 10, 60 * 1000) * INT64_C(1000000);
        else if (!strcmp(name, "--stdin") && value)
            options.stdinFile = value;
        else if (!strcmp(name, "--keep") && options.keptCount < MAX_KEPT)
            options.kept[options.keptCount++] = descriptor(value);
        else
            usage(name);
        arg++;
    }
    if (!*arg || !arg[1])
        usage("no command: it follows --");
    options.argv = arg + 1;
}

/* Whether the target has ended and nobody has reaped it yet. */
static bool isZombie(pid_t pid) {
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/* How long a task was ready and had no processor: the second figure of its schedstat, which is there as long as nobody
 * has reaped it (https://docs.kernel.org/scheduler/sched-stats.html). -1: the kernel does not tell. */
static int64_t queuedOf(int schedstat) {
    char line[80];
    long long ran, queued;
    ssize_t length = pread(schedstat, line, sizeof line - 1, 0);
    line[length > 0 ? length : 0] = '\0';
    return sscanf(line, "%lld %lld", &ran, &queued) == 2 ? queued : -1;
}

/* Of the target's first task, and of the launcher when it was to be woken by its end, which is seen that much later. */
static void readQueued(struct run *run) {
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/schedstat", (int)run->pid);
    int schedstat = open(name, O_RDONLY | O_CLOEXEC);
    int64_t queued = queuedOf(schedstat), own = queuedOf(run->schedstat);
    if (queued >= 0 && own >= 0)
        run->queuedNs = queued + own - run->ownQueuedNs;
    close(schedstat);
}

static void reap(struct run *run) {
    int status;
    struct rusage usage;
    if (!run->reaped && isZombie(run->pid)) {
        run->endNs = nowNs(); /* before the calls below, and not before it is known: it might not have begun then */
        readQueued(run);
    }
    for (;;) {
        pid_t pid = wait4(-1, &status, WNOHANG, &usage);
        if (pid <= 0) {
            run->childless = pid < 0 && errno == ECHILD;
            return;
        }
        if (usage.ru_maxrss > run->peakRssKib)
            run->peakRssKib = usage.ru_maxrss;
        if (pid == run->pid) {
            run->reaped = true;
            run->status = status;
            run->usage = usage;
            if (run->endNs == 0)
                run->endNs = nowNs();
        }
    }
}

/* One read or one write, whichever is this stream's turn. */
static void pump(struct stream *s) {
    if (s->length > 0) {
        ssize_t n = write(s->to, s->buffer + s->at, s->length < CHUNK ? s->length : CHUNK);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <
            0) { /* EPIPE and the like: go on draining, or the target would block, or behave as if it were at fault */
            s->to = -1;
            n = (ssize_t)s->length;
        }
        s->at += (size_t)n;
        s->length -= (size_t)n;
        return;
    }
    ssize_t n = read(s->from, s->buffer, sizeof s->buffer);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        close(s->from);
        s->from = -1;
    } else if (s->to >= 0) {
        s->at = 0;
        s->length = (size_t)n;
    }
}

static void readSignals(int signals, struct run *run) {
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD && !run->endedBy)
            run->endedBy = (int)info.ssi_signo;
}

/* Ends what should not be running any more; returns when to be called again. */
static int64_t endLeftovers(struct run *run) {
    static int64_t dueNs, giveUpNs;
    int64_t now = nowNs();
    if (run->endedBy && run->stage != KILLED) {
        run->stage = KILLED;
        dueNs = now;
        giveUpNs = now + GIVE_UP_NS;
    } else if (run->stage == RUNNING && run->reaped) {
        run->stage = LINGERING;
        dueNs = now + options.graceNs;
    }
    if (run->stage == RUNNING || run->childless)
        return INT64_MAX;
    if (now < dueNs)
        return dueNs;
    if (run->stage == LINGERING && options.graceNs > 0) {
        run->stage = TERMINATED;
        run->lingering = signalDescendants(SIGTERM);
        return dueNs = now + options.graceNs;
    }
    if (run->stage != KILLED)
        giveUpNs = now + GIVE_UP_NS;
    if (!run->reaped)
        kill(-run->pid, SIGKILL); /* works without /proc; its number cannot have been given to others while unreaped */
    int found = signalDescendants(SIGKILL);
    if (run->stage == LINGERING)
        run->lingering = found;
    run->stage = KILLED;
    run->childless = now >= giveUpNs;
    return dueNs = now + KILL_AGAIN_NS;
}

/* Adds up the memory of the tree when it is time to; returns when to be called again. A peak between two samples is
 * missed. */
static int64_t sampleMemory(struct run *run) {
    static int64_t dueNs;
    if (options.sampleNs == 0 || run->reaped)
        return INT64_MAX;
    int64_t now = nowNs();
    if (now < dueNs)
        return dueNs;
    int64_t bytes = residentBytes();
    if (bytes > run->treeRssBytes)
        run->treeRssBytes = bytes;
    return dueNs = nowNs() + options.sampleNs;
}

/* Waits for the target, forwards its output, and does not return before nothing of it is left. */
static void supervise(struct run *run, int signals) {
    for (;;) {
        reap(run);
        int64_t dueNs = endLeftovers(run), sampleNs = sampleMemory(run);
        if (sampleNs < dueNs)
            dueNs = sampleNs;
        /* With nobody below us, what is in the pipes is all that will come, whoever else may hold their other ends. */
        bool last = run->childless, open = false, waiting = false;
        struct pollfd fds[4] = {{.fd = signals, .events = POLLIN}, {.fd = run->endedBy ? -1 : options.report}};
        for (int i = 0; i < 2; i++) {
            const struct stream *s = &streams[i];
            bool full = s->length > 0;
            fds[2 + i] = (struct pollfd){.fd = full ? s->to : s->from, .events = full ? POLLOUT : POLLIN};
            open |= full || s->from >= 0;
            waiting |= full;
        }
        if (last && !open)
            return;
        int timeout = last ? (waiting && !run->endedBy ? -1 : 0) : -1;
        if (!last && dueNs != INT64_MAX)
            timeout = (int)((dueNs - nowNs()) / 1000000) + 1;
        run->ownQueuedNs = queuedOf(run->schedstat);
        poll(fds, 4, timeout < -1 ? 0 : timeout);
        readSignals(signals, run);
        /* The reader of the report is gone: so is whoever wanted the result. This covers what PDEATHSIG cannot, a
         * caller that died before we asked for it, or that started us from another thread. */
        if (fds[1].revents & (POLLERR | POLLHUP))
            run->endedBy = run->endedBy ? run->endedBy : SIGHUP;
        for (int i = 0; i < 2; i++) {
            struct stream *s = &streams[i];
            if (fds[2 + i].revents) {
                pump(s);
            } else if (last && (s->length == 0 || run->endedBy)) {
                close(s->from);
                s->from = -1;
                s->length = 0;
            }
        }
    }
}

/* Of the target, not of its parent, which also had the load and the surroundings to set up. */
static void useParentsReport(struct run *run, const struct birth *birth) {
    run->status = birth->status;
    run->endNs = birth->endNs;
    run->usage = birth->usage;
    run->peakRssKib = birth->usage.ru_maxrss;
    run->queuedNs = -1;
}

static int report(const struct run *run, const struct birth *birth) {
    char line[768], outcome[96] = "null", name[16];
    int code = 128 + SIGKILL;
    if (run->reaped && WIFEXITED(run->status)) {
        code = WEXITSTATUS(run->status);
        snprintf(outcome, sizeof outcome, "{\"code\":%d}", code);
    } else if (run->reaped) {
        code = 128 + WTERMSIG(run->status);
        snprintf(outcome, sizeof outcome, "{\"signal\":\"%s\",\"coreDumped\":%s}",
                 signalName(WTERMSIG(run->status), name), WCOREDUMP(run->status) ? "true" : "false");
    }
    int64_t end = run->reaped ? run->endNs : nowNs();
    int n =
        snprintf(line, sizeof line,
                 "{\"format\":\"trace-gate/launch\",\"version\":1,\"wallNs\":%lld,\"userNs\":%lld,\"systemNs\":%lld,"
                 "\"peakRssBytes\":%lld,\"exit\":%s,\"aslr\":\"%s\",\"pid\":%d,\"lingering\":%d,\"ended\":\"%s\"",
                 (long long)(birth->startNs ? end - birth->startNs : 0), (long long)timevalNs(run->usage.ru_utime),
                 (long long)timevalNs(run->usage.ru_stime), (long long)run->peakRssKib * 1024, outcome,
                 birth->aslrOff ? "off" : "on", (int)run->pid, run->lingering, run->endedBy ? "signal" : "exit");
    if (run->endedBy) {
        code = 128 + run->endedBy;
        n += snprintf(line + n, sizeof line - (size_t)n, ",\"endedBy\":\"%s\"", signalName(run->endedBy, name));
    }
    if (run->queuedNs >= 0)
        n += snprintf(line + n, sizeof line - (size_t)n, ",\"queuedNs\":%lld", (long long)run->queuedNs);
    if (options.sampleNs > 0) {
        int64_t largest = run->peakRssKib * 1024;
        n += snprintf(line + n, sizeof line - (size_t)n, ",\"treeRssBytes\":%lld",
                      (long long)(run->treeRssBytes > largest ? run->treeRssBytes : largest));
    }
    n += snprintf(line + n, sizeof line - (size_t)n, "}\n");
    writeReport(line, n);
    return code;
}

/* Blocked and read through a descriptor instead of handled: everything happens in the one loop, nothing in a handler.
 */
static int blockSignals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGQUIT);
    sigprocmask(SIG_SETMASK, &set, NULL);
    signal(SIGCHLD, SIG_DFL); /* inherited as ignored, the kernel would reap in our place */
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int main(int argc, char **argv) {
    (void)argc;
    pid_t launcher = getpid(), caller = getppid();
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a killed caller leaves nothing running */
    if (getppid() != caller)
        return 128 + SIGTERM;
    for (int fd = 0; fd < 3;)
        if ((fd = open("/dev/null", O_RDWR)) > 2) /* so that no pipe of ours takes the number of a closed 0, 1 or 2 */
            close(fd);
    parseOptions(argv);
    if (options.report >= 0)
        fcntl(options.report, F_SETFD, FD_CLOEXEC);

    struct birth *birth = mmap(NULL, sizeof *birth, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (birth == MAP_FAILED)
        return notStarted("mmap", errno);
    const char *path = resolveCommand(options.argv[0]);
    int input = open(options.stdinFile, O_RDONLY | O_CLOEXEC), out[2], err[2];
    if (input < 0)
        return notStarted("open stdin", errno);
    if (pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0)
        return notStarted("pipe2", errno);
    int signals = blockSignals();
    if (signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
        return notStarted(signals < 0 ? "signalfd" : "prctl", errno);

    const int fds[] = {input, out[1], err[1]};
    bool apart = hasSurroundings();
    struct run run = {.pid = apart ? forkIntoSurroundings(birth, path, fds) : fork(), .queuedNs = -1};
    if (run.pid < 0)
        return notStarted(apart ? "new namespaces" : "fork", errno);
    if (run.pid == 0)
        becomeTarget(birth, path, fds, launcher);
    run.schedstat = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
    if (!apart)
        setpgid(run.pid, run.pid); /* here as well, so that the group exists whichever of us runs first */
    close(input);
    close(out[1]);
    close(err[1]);
    for (int i = 0; i < options.keptCount; i++)
        if (options.kept[i] > 2 && options.kept[i] != options.report)
            close(options.kept[i]); /* the reader of a kept pipe must see its end when the target closes it */
    /* Our ends only: O_NONBLOCK belongs to the open file description, the target's ends have their own. */
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    fcntl(err[0], F_SETFL, O_NONBLOCK);
    streams[0].from = out[0], streams[0].to = 1;
    streams[1].from = err[0], streams[1].to = 2;
    supervise(&run, signals);
    if (birth->failedOp)
        return notStarted(birth->failedOp, birth->failedErrno);
    if (birth->ended)
        useParentsReport(&run, birth);
    return report(&run, birth);
}
