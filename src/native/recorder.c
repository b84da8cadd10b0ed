/*
 * recorder: runs one target and writes down every system call of its whole process tree, as recorder.h says.
 *
 *   recorder [--backend ebpf|ptrace|auto] [--output FILE | --fd N] [--no-aslr] [--ring-kib N]
 *            [--data BYTES] -- CMD [ARG...]
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
    bool noAslr;
    size_t ringBytes;
    uint32_t maxData;
    char **argv;
} chosen = {.backend = "auto", .fd = -1, .ringBytes = (size_t)16 << 20};

static _Atomic int endedBy;

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

static _Noreturn void usage(const char *problem) {
    fprintf(stderr,
            "recorder: %s\nusage: recorder [--backend ebpf|ptrace|auto] [--output FILE | --fd N] [--no-aslr] "
            "[--ring-kib N] [--data BYTES] -- CMD [ARG...]\n",
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
            chosen.ringBytes = ringSize(number(value, 1 << 20));
        else
            usage(name);
        arg++;
    }
    if (!*arg || !arg[1])
        usage("no command: it follows --");
    if (chosen.fd < 0 || fcntl(chosen.fd, F_SETFD, FD_CLOEXEC) < 0)
        usage("--output or an open --fd is needed");
    chosen.argv = arg + 1;
}

/* Tries what is cheapest for the target first. */
static const struct backend *chooseBackend(void) {
    const struct backend *all[] = {
#ifndef RECORDER_NO_EBPF
        &ebpfBackend,
#endif
        &ptraceBackend,
    };
    bool any = !strcmp(chosen.backend, "auto");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!any && strcmp(chosen.backend, all[i]->name))
            continue;
        const char *failed = all[i]->prepare(chosen.ringBytes, chosen.maxData);
        if (!failed)
            return all[i];
        fprintf(stderr, "recorder: %s: %s: %s\n", all[i]->name, failed, strerror(errno));
        if (!any)
            exit(EXIT_NO_BACKEND);
    }
    if (any)
        exit(EXIT_NO_BACKEND);
    usage("there is no such backend, or this recorder was built without it");
}

/* The target, from fork to exec. Its system calls before the execve are not recorded. */
static _Noreturn void becomeRecorded(const char *path, int gate, pid_t recorder) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != recorder)
        _exit(127);
    int persona = personality(0xffffffff);
    if (chosen.noAslr && persona >= 0)
        personality((unsigned)persona | ADDR_NO_RANDOMIZE);
    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    char go;
    while (read(gate, &go, 1) < 0 && errno == EINTR)
        ;
    execve(path, chosen.argv, environ);
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
    char folder[4096], link[64];
    if (getcwd(folder, sizeof folder)) {
        struct record_attachment head = {.head.tid = (uint32_t)pid, .kind = ATTACHED_FOLDER};
        outputAttachment(&head, folder, strlen(folder));
    }
    snprintf(link, sizeof link, "/proc/%d/fd", (int)pid);
    DIR *open = opendir(link);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        int fd = atoi(entry->d_name);
        /* Ours are closed by the exec. */
        if (entry->d_name[0] != '.' && !(fcntl(fd, F_GETFD) & FD_CLOEXEC))
            outputObject(pid, (uint32_t)pid, fd, 6);
    }
    if (open)
        closedir(open);
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

int main(int argc, char **argv) {
    (void)argc;
    readOptions(argv);
    watchSignals();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    const struct backend *backend = chooseBackend();
    const char *path = resolveCommand(chosen.argv[0]), *failed = NULL;
    int gate[2];
    pid_t recorder = getpid(), pid = pipe2(gate, O_CLOEXEC) < 0 ? -1 : fork();
    if (pid == 0) {
        close(gate[1]);
        becomeRecorded(path, gate[0], recorder);
    }
    if (pid > 0) {
        close(gate[0]);
        joinGroup(pid);
        failed = backend->arm(pid);
    }
    if (pid < 0 || failed || !outputStart(chosen.fd, backend->class == BACKEND_EBPF)) {
        fprintf(stderr, "recorder: %s: %s: %s\n", backend->name, failed ? failed : "start", strerror(errno));
        return EXIT_NO_BACKEND; /* the child goes with us: PDEATHSIG */
    }
    describeStart(pid, backend);
    if (write(gate[1], "", 1) < 0)
        return EXIT_NO_BACKEND;
    close(gate[1]);
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
