/* Recording by eBPF without privileges of one's own: `sudo recorder --serve` has them, the target stays here. */
#define _GNU_SOURCE
#include "launch.h"
#include "recorder-serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int server = -1;
static char self[4096];
static atomic_bool finishing;

static _Noreturn void becomeServer(int socket) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    /* What it has to say goes where the recorder's messages go; the target's output is not its own. */
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0 || dup2(socket, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
        _exit(127);
    const char *sudo = resolveCommand("sudo");
    execl(sudo, "sudo", "-n", "--", self, "--serve", (char *)NULL);
    fprintf(stderr, "recorder: %s: %s\n", sudo, strerror(errno));
    _exit(127);
}

/* Not our child, because whoever waits for the tree waits for all of those. */
static bool startServer(void) {
    int ends[2];
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return false;
    pid_t between = fork();
    if (between == 0) {
        if (fork() == 0)
            becomeServer(ends[1]);
        _exit(0);
    }
    close(ends[1]);
    server = ends[0];
    return between > 0 && waitpid(between, NULL, 0) == between;
}

static const char *ask(const struct serve_request *request, int fd, struct serve_reply *reply) {
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.head = {.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd)}};
    struct iovec part = {(void *)request, sizeof *request};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
    }
    ssize_t n = sendmsg(server, &message, MSG_NOSIGNAL) < 0 ? -1 : recv(server, reply, sizeof *reply, 0);
    if (n == sizeof *reply) {
        errno = reply->error;
        return *reply->failed ? reply->failed : NULL;
    }
    static char failed[sizeof self + 80];
    errno = n == 0 || errno == EPIPE ? ECONNRESET : errno;
    snprintf(failed, sizeof failed, "sudo -n %s --serve (which NOPASSWD in sudoers allows)", self);
    return failed;
}

static const char *prepare(size_t ringBytes, uint32_t maxData) {
    static struct serve_reply reply;
    struct serve_request request = {.what = SERVE_PREPARE, .ringBytes = ringBytes, .maxData = maxData};
    return startServer() ? ask(&request, outputDescriptor(), &reply) : "start of sudo";
}

/* Without who records there is nothing to run for. */
static void *watchServer(void *unused) {
    struct pollfd end = {.fd = server, .events = POLLRDHUP};
    while (poll(&end, 1, -1) < 0 && errno == EINTR)
        ;
    if (!finishing)
        endTree(SIGTERM);
    return unused;
}

static const char *arm(pid_t pid) {
    static struct serve_reply reply;
    pthread_t thread;
    if ((errno = pthread_create(&thread, NULL, watchServer, NULL)))
        return "thread";
    return ask(&(struct serve_request){.what = SERVE_ARM, .pid = pid}, -1, &reply);
}

static int run(pid_t pid, struct totals *totals) {
    struct serve_reply reply = {0};
    int status = awaitTree(pid);
    finishing = true;
    const char *failed = ask(&(struct serve_request){.what = SERVE_FINISH}, -1, &reply);
    *totals = reply.totals;
    if (failed)
        outputFail();
    close(server);
    return status;
}

const struct backend sudoBackend = {"ebpf", BACKEND_EBPF, prepare, arm, run};
