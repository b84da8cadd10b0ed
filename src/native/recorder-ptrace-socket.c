/* The recorder by ptrace: what sockets are, and what they are connected with. */
#define _GNU_SOURCE
#include "recorder-ptrace.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438 /* the same number on every architecture */
#endif

/* The target's descriptor, as one of ours for a moment; the target is stopped. Since Linux 5.6. */
static int borrow(const struct task *task, int fd) {
    int process = (int)syscall(SYS_pidfd_open, task->tgid, 0);
    if (process < 0)
        return -1;
    int borrowed = (int)syscall(SYS_pidfd_getfd, process, fd, 0);
    close(process);
    return borrowed;
}

static uint32_t option(int fd, int name) {
    int value = 0;
    socklen_t length = sizeof value;
    return getsockopt(fd, SOL_SOCKET, name, &value, &length) < 0 ? 0 : (uint32_t)value;
}

/* The kernel says AF_UNIX with nothing behind it, or port 0, for none. */
static uint32_t addressOf(int (*ask)(int, struct sockaddr *, socklen_t *), int fd, char *to, size_t room) {
    socklen_t length = (socklen_t)room;
    uint16_t port;
    if (ask(fd, (struct sockaddr *)to, &length) < 0 || length <= sizeof(sa_family_t) || length > room)
        return 0;
    memcpy(&port, to + sizeof(sa_family_t), sizeof port);
    sa_family_t family = ((struct sockaddr *)to)->sa_family;
    return (family == AF_INET || family == AF_INET6) && port == 0 ? 0 : length;
}

static uint64_t peerIn(const char *answer, ssize_t length) {
    const struct nlmsghdr *head = (const void *)answer;
    if (length < (ssize_t)NLMSG_LENGTH(sizeof(struct unix_diag_msg)) || head->nlmsg_type != SOCK_DIAG_BY_FAMILY)
        return 0;
    const struct rtattr *attribute = (const void *)((const char *)NLMSG_DATA(head) + sizeof(struct unix_diag_msg));
    int left = (int)(length - (ssize_t)NLMSG_LENGTH(sizeof(struct unix_diag_msg)));
    for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
        if (attribute->rta_type == UNIX_DIAG_PEER)
            return *(const uint32_t *)RTA_DATA(attribute);
    return 0;
}

/* sock_diag(7): the kernel tells the other end of a Unix socket nowhere else. */
static uint64_t unixPeer(uint64_t inode) {
    struct {
        struct nlmsghdr head;
        struct unix_diag_req request;
    } question = {
        .head = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
        .request = {.sdiag_family = AF_UNIX,
                    .udiag_states = ~0U,
                    .udiag_ino = (uint32_t)inode,
                    .udiag_show = UDIAG_SHOW_PEER,
                    .udiag_cookie = {~0U, ~0U}},
    };
    _Alignas(8) char answer[512];
    uint64_t peer = 0;
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0)
        return 0;
    if (send(fd, &question, sizeof question, 0) == sizeof question)
        peer = peerIn(answer, recv(fd, answer, sizeof answer, 0));
    close(fd);
    return peer;
}

void attachSocket(const struct task *task, int fd) {
    struct socket_object object = {0};
    struct stat s;
    int borrowed = borrow(task, fd);
    if (borrowed < 0)
        return;
    if (fstat(borrowed, &s) == 0 && S_ISSOCK(s.st_mode)) {
        object.family = option(borrowed, SO_DOMAIN);
        object.type = option(borrowed, SO_TYPE);
        object.protocol = option(borrowed, SO_PROTOCOL);
        object.localLength = addressOf(getsockname, borrowed, object.local, sizeof object.local);
        object.inode = s.st_ino;
        if (object.family == AF_UNIX)
            object.peerInode = unixPeer(s.st_ino);
        else
            object.remoteLength = addressOf(getpeername, borrowed, object.remote, sizeof object.remote);
    }
    close(borrowed);
    struct record_attachment head = {
        .head.tid = (uint32_t)task->tid, .kind = ATTACHED_SOCKET, .argument = 6, .item = (uint16_t)fd};
    if (object.inode)
        attach(&head, &object, sizeof object);
}
