/*
 * recorder: runs one target and writes down every system call of its whole process tree, as recorder.h says.
 *
 *   recorder [--backend ebpf|ptrace|auto] [--output FILE | --fd N] [--no-aslr] [--ring-kib N]
 *            [--data BYTES] [--sudo] -- CMD [ARG...]
 *   recorder --serve    as `sudo` starts it for --sudo, see recorder-serve.h
 *
 * It expects to be started by `launch`, which sees to clean descriptors and signals, and ends what is left of the tree
 * should the recorder be killed.
 *
 * Exit code: the target's; killed by the signal that killed the target. 2 for usage, 3 when no whole stream was
 * written, 4 when the backend does not work here, with one line that says why. A target that can't be executed leaves a
 * trace of one failed execve, and exits with 127.
 */
#define _GNU_SOURCE
#include "launch.h"
#include "recorder-capture.h"
#include "recorder-serve.h"
#include "recorder-user.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_NO_STREAM = 3, EXIT_NO_BACKEND = 4, KILL_AGAIN_US = 10 * 1000 };

static struct {
    const char *backend;
    int fd;
    bool noAslr, sudo;
    size_t ringBytes;
    uint32_t maxData;
    char **argv;
} chosen = {.backend = "auto", .fd = -1, .ringBytes = (size_t)16 << 20};

static _Atomic int endedBy;
static char refusals[512]; /* of the backends that were tried and do not work here */

uint64_t clockNs(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint32_t nativeArch(void) {
#if defined(__x86_64__)
    return AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    return AUDIT_ARCH_AARCH64;
#else
#error "the recorder knows x86_64 and arm64"
#endif
}

/* Set-user-ID programs then run without their privileges, as under ptrace: our caller must not see what they read. */
static bool isLent(void) { return chosen.sudo || isPrivileged(); }

static _Noreturn void usage(const char *problem) {
    fprintf(stderr,
            "recorder: %s\nusage: recorder [--backend ebpf|ptrace|auto] [--output FILE | --fd N] [--no-aslr] "
            "[--ring-kib N] [--data BYTES] [--sudo] -- CMD [ARG...]\n",
            problem);
    exit(EXIT_USAGE);
}

static long number(const char *text, long max) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < 0 || value > max)
        usage("an option's value is no number in range");
    return value;
}

static int openOutput(const char *file) {
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        fprintf(stderr, "recorder: %s: %s\n", file, strerror(errno));
        exit(EXIT_USAGE);
    }
    return fd;
}

/* The kernel wants a power of two, of at least a page. */
static size_t ringSize(long kib) {
    size_t bytes = 4096;
    while (bytes < (size_t)kib * 1024)
        bytes *= 2;
    return bytes;
}

static void readOptions(char **arg) {
    while (*++arg && strcmp(*arg, "--")) {
        const char *name = *arg, *value = arg[1];
        if (!strcmp(name, "--no-aslr")) {
            chosen.noAslr = true;
            continue;
        }
        if (!strcmp(name, "--sudo")) {
            chosen.sudo = true;
            continue;
        }
        if (!value)
            usage(name);
        if (!strcmp(name, "--backend"))
            chosen.backend = value;
        else if (!strcmp(name, "--output"))
            chosen.fd = openOutput(value);
        else if (!strcmp(name, "--fd"))
            chosen.fd = (int)number(value, 1 << 20);
        else if (!strcmp(name, "--data"))
            chosen.maxData = (uint32_t)number(value, MAX_DATA);
        else if (!strcmp(name, "--ring-kib"))
            chosen.ringBytes = ringSize(number(value, MAX_RING_KIB));
        else
            usage(name);
        arg++;
    }
    if (!*arg || !arg[1])
        usage("no command: it follows --");
    if (chosen.fd < 0 || fcntl(chosen.fd, F_SETFD, FD_CLOEXEC) < 0)
        usage("--output or an open --fd is needed");
    outputTo(chosen.fd);
    chosen.argv = arg + 1;
}

static void refuse(const char *backend, const char *failed, const char *reason) {
    size_t length = strlen(refusals);
    snprintf(refusals + length, sizeof refusals - length, "%s%s: %s: %s", length ? "; " : "", backend, failed, reason);
}

/* Tries what is cheapest for the target first. */
static const struct backend *chooseBackend(void) {
    const struct backend *all[] = {
#ifndef RECORDER_NO_EBPF
        chosen.sudo ? &sudoBackend : &ebpfBackend,
#endif
        &ptraceBackend,
    };
    bool any = !strcmp(chosen.backend, "auto"), known = any;
#ifdef RECORDER_NO_EBPF
    if (any || !strcmp(chosen.backend, "ebpf")) {
        known = true;
        refuse("ebpf", "recorder", "built without it");
    }
#endif
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!any && strcmp(chosen.backend, all[i]->name))
            continue;
        known = true;
        bool ready = all[i]->class == BACKEND_EBPF ? usePrivileges() : dropPrivileges();
        const char *failed = ready ? all[i]->prepare(chosen.ringBytes, chosen.maxData) : "capabilities";
        if (!failed)
            return all[i];
        refuse(all[i]->name, failed, strerror(errno));
    }
    if (!known)
        usage("there is no such backend");
    fprintf(stderr, "recorder: %s\n", refusals);
    exit(EXIT_NO_BACKEND);
}

/* The target, from fork to exec. Its system calls before the execve are not recorded. It is there before anything that
 * privileges are needed for, so that it has no part of that: no descriptor, no memory, no raised limit. */
static _Noreturn void becomeRecorded(const char *path, int gate, int ready, pid_t recorder) {
    if (!dropPrivileges() || (isLent() && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0))
        _exit(127);
    char **environment = callersEnvironment();
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a change of credentials clears it */
    if (getppid() != recorder || !environment)
        _exit(127);
    int persona = personality(0xffffffff);
    if (chosen.noAslr && persona >= 0)
        personality((unsigned)persona | ADDR_NO_RANDOMIZE);
    resetSignals();
    char go;
    if (write(ready, "", 1) != 1)
        _exit(127);
    while (read(gate, &go, 1) < 0 && errno == EINTR)
        ;
    execve(path, chosen.argv, environment);
    fprintf(stderr, "recorder: %s: %s\n", path, strerror(errno));
    _exit(127);
}

/* A group of its own, so that what the target sends to its group doesn't reach us; but one that it doesn't lead, as
 * under strace: setsid(1) and shells look whether they do. The leader is gone at once, a group lasts as long as its
 * members. */
static void joinGroup(pid_t pid) {
    pid_t leader = fork();
    if (leader == 0)
        _exit(0);
    if (leader < 0)
        return;
    setpgid(leader, leader);
    setpgid(pid, leader);
    waitpid(leader, NULL, 0);
}

/* What the target starts with. */
static void describeStart(pid_t pid, const struct backend *backend) {
    struct record_hello hello = {
        .head = {RECORD_HELLO, 0, (uint32_t)pid},
        .magic = RECORDER_MAGIC,
        .protocol = RECORDER_PROTOCOL,
        .backend = backend->class,
        .arch = nativeArch(),
        .clock = CLOCK_MONOTONIC,
        .startNs = clockNs(),
    };
    outputRecord(&hello, sizeof hello);
    char folder[4096];
    if (*refusals) {
        struct record_attachment head = {.head.tid = (uint32_t)pid, .kind = ATTACHED_REFUSAL};
        outputAttachment(&head, refusals, strlen(refusals));
    }
    if (getcwd(folder, sizeof folder)) {
        struct record_attachment head = {.head.tid = (uint32_t)pid, .kind = ATTACHED_FOLDER};
        outputAttachment(&head, folder, strlen(folder));
    }
    DIR *open = opendir("/proc/self/fd");
    for (struct dirent *entry; open && (entry = readdir(open));) {
        int fd = atoi(entry->d_name);
        /* Those that an exec closes are our own. */
        if (entry->d_name[0] != '.' && !(fcntl(fd, F_GETFD) & FD_CLOEXEC))
            outputObject(getpid(), (uint32_t)pid, fd, 6);
    }
    if (open)
        closedir(open);
}

/* We inherit what loses its parent. */
int awaitTree(pid_t pid) {
    int status = 0, rootStatus = 0;
    for (pid_t ended; (ended = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR;)
        if (ended == pid)
            rootStatus = status;
    return rootStatus;
}

void endTree(int signal) {
    int none = 0;
    __atomic_compare_exchange_n((int *)&endedBy, &none, signal, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    kill(getpid(), SIGTERM);
}

/* A thread of its own, because the other one waits for the tree. It ends with the process. */
static void *awaitEnding(void *set) {
    int signal;
    sigwait(set, &signal);
    int none = 0;
    __atomic_compare_exchange_n((int *)&endedBy, &none, signal, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    for (;;) { /* again: a process may fork between the look at /proc and the signal */
        signalDescendants(SIGKILL);
        usleep(KILL_AGAIN_US);
    }
    return NULL;
}

static void watchSignals(void) {
    static sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGQUIT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    pthread_t thread;
    pthread_create(&thread, NULL, awaitEnding, &set);
}

/* As strace does: who waits for the recorder sees what became of the target. */
static _Noreturn void endLike(int status) {
    if (!WIFSIGNALED(status))
        exit(WEXITSTATUS(status));
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(WTERMSIG(status), SIG_DFL);
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_UNBLOCK, &all, NULL);
    raise(WTERMSIG(status));
    exit(128 + WTERMSIG(status));
}

/* The process that waits to become the target, or -1; `gate` lets it go. */
static pid_t startTarget(int *gate) {
    const char *path = resolveCommand(chosen.argv[0]);
    int gates[2], readies[2];
    if (pipe2(gates, O_CLOEXEC) < 0 || pipe2(readies, O_CLOEXEC) < 0)
        return -1;
    pid_t recorder = getpid(), pid = fork();
    if (pid == 0) {
        close(gates[1]);
        becomeRecorded(path, gates[0], readies[1], recorder);
    }
    close(gates[0]);
    close(readies[1]);
    *gate = gates[1];
    if (pid > 0)
        joinGroup(pid);
    char ready;
    bool waits = pid > 0 && read(readies[0], &ready, 1) == 1;
    close(readies[0]);
    return waits ? pid : -1;
}

static _Noreturn void giveUp(const char *who, const char *what) {
    fprintf(stderr, "recorder: %s: %s: %s\n", who, what, strerror(errno));
    exit(EXIT_NO_BACKEND); /* the child goes with us: PDEATHSIG */
}

int main(int argc, char **argv) {
    if (argc < 2)
        usage("no command: it follows --");
    const char *failed = holdPrivileges();
    if (failed)
        usage(failed);
#ifndef RECORDER_NO_EBPF
    if (argc == 2 && !strcmp(argv[1], "--serve"))
        return serve();
#endif
    readOptions(argv);
    watchSignals();
    /* The launcher has asked for SIGKILL, which would leave whatever of the tree is no child of ours. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    int gate;
    pid_t pid = startTarget(&gate);
    if (pid < 0)
        giveUp("target", "start");
    const struct backend *backend = chooseBackend();
    /* Not before sudo runs, which is not of the tree. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if ((failed = backend->arm(pid)))
        giveUp(backend->name, failed);
    describeStart(pid, backend);
    outputFlush();
    if (write(gate, "", 1) < 0)
        giveUp(backend->name, "start");
    close(gate);
    struct totals totals = {0};
    int status = backend->run(pid, &totals);
    struct record_end end = {
        .head = {RECORD_END, 0, (uint32_t)pid},
        .status = status,
        .endedBy = (uint32_t)endedBy,
        .timeNs = clockNs(),
        .records = totals.records,
        .lost = totals.lost,
        .missed = totals.missed,
        .unbalanced = totals.unbalanced,
        .ringPeak = totals.ringPeak,
    };
    outputRecord(&end, sizeof end);
    if (!outputEnd())
        return EXIT_NO_STREAM;
    endLike(status);
}
