/* recorder --serve: the part with privileges. It trusts nothing that it is told: who its caller is says sudo. */
#define _GNU_SOURCE
#include "recorder-serve.h"
#include "recorder-capture.h"
#include "recorder-ebpf.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Who asks: root itself, or who root's sudo did this for. */
static bool findCaller(uid_t *caller) {
    const char *text = getenv("SUDO_UID");
    *caller = getuid();
    if (*caller != 0 || !text)
        return true;
    char *end;
    unsigned long uid = strtoul(text, &end, 10);
    *caller = (uid_t)uid;
    return end != text && !*end && uid < (uid_t)-1;
}

/* Whether the caller could look into the process anyway, and that this stays so: what it starts never has more
 * privileges than it has itself, or the trace of a set-user-ID program would show its secrets. */
static bool isCallers(pid_t pid, uid_t caller) {
    char path[64], line[256];
    struct stat s;
    unsigned id[4], denied = 0;
    unsigned long long permitted = ~0ULL;
    bool users = false, groups = false;
    snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
    if (stat(path, &s) < 0 || s.st_uid != caller) /* root's, where a process is not to be looked into */
        return false;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *status = fopen(path, "re");
    while (status && fgets(line, sizeof line, status)) {
        if (sscanf(line, "Uid: %u %u %u %u", id, id + 1, id + 2, id + 3) == 4)
            users = id[0] == caller && id[1] == caller && id[2] == caller && id[3] == caller;
        else if (sscanf(line, "Gid: %u %u %u %u", id, id + 1, id + 2, id + 3) == 4)
            groups = id[0] == id[1] && id[0] == id[2] && id[0] == id[3];
        else if (sscanf(line, "CapPrm: %llx", &permitted) != 1)
            sscanf(line, "NoNewPrivs: %u", &denied);
    }
    if (status)
        fclose(status);
    return users && groups && permitted == 0 && denied == 1;
}

static const char *armFor(uid_t caller, pid_t pid) {
    /* First the descriptor, then the questions: with the descriptor it is the process that was asked about. */
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0)
        return "pidfd_open";
    const char *failed = "the process is not the caller's";
    errno = EPERM;
    if (caller == 0 || isCallers(pid, caller))
        failed = ebpfArm(fd);
    close(fd);
    return failed;
}

static const char *prepareFor(const struct serve_request *request, int fd) {
    struct stat s;
    /* Some files ask at each write who writes, and a disk has room that only root may fill. */
    if (fd >= 0 && (fstat(fd, &s) < 0 || !S_ISFIFO(s.st_mode)))
        return errno = EINVAL, "stream, which must be a pipe or a FIFO";
    errno = EINVAL;
    if (fd < 0 || request->maxData > MAX_DATA || request->ringBytes > (size_t)MAX_RING_KIB * 1024)
        return "request";
    const char *failed =
        !usePrivileges() ? "capabilities" : ebpfBackend.prepare((size_t)request->ringBytes, request->maxData);
    if (failed)
        return failed;
    outputTo(fd);
    return ebpfStart() ? NULL : "thread";
}

/* A request, and the descriptor that came with it, or -1. */
static bool receive(struct serve_request *request, int *fd) {
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {request, sizeof *request};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t n = recvmsg(STDIN_FILENO, &message, MSG_CMSG_CLOEXEC);
    const struct cmsghdr *head = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    *fd = -1;
    if (head && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(sizeof *fd))
        memcpy(fd, CMSG_DATA(head), sizeof *fd);
    return n == sizeof *request;
}

int serve(void) {
    struct serve_request request;
    uid_t caller;
    int fd, done = 0;
    if (!findCaller(&caller))
        return 2;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, SIG_DFL); /* endTree: the other side sees the socket close, and ends the tree */
    while (receive(&request, &fd)) {
        struct serve_reply reply = {0};
        const char *failed = "request";
        errno = EINVAL;
        if (request.what != (uint32_t)done + 1) {
            /* Each step once, and in order. */
        } else if (request.what == SERVE_PREPARE) {
            failed = prepareFor(&request, fd);
        } else if (request.what == SERVE_ARM) {
            failed = armFor(caller, (pid_t)request.pid);
        } else if (request.what == SERVE_FINISH) {
            ebpfFinish(&reply.totals);
            failed = outputEnd() ? NULL : "write";
        }
        if (failed) {
            reply.error = errno;
            snprintf(reply.failed, sizeof reply.failed, "%s", failed);
        }
        done++;
        if (send(STDIN_FILENO, &reply, sizeof reply, 0) != sizeof reply || failed)
            break;
    }
    if (done == 0)
        fprintf(stderr, "recorder: --serve is for `recorder --sudo` to start, which holds the other end of a socket\n");
    return done == 0 ? 2 : 0;
}
