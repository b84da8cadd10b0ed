/* The recorder, kernel side: what sockets are, and what they are connected with. */
#ifndef TRACE_GATE_RECORDER_SOCKET_BPF_H
#define TRACE_GATE_RECORDER_SOCKET_BPF_H

#include "recorder-read.bpf.h"

enum { FAMILY_UNIX = 1, FAMILY_INET = 2, FAMILY_INET6 = 10, PROTOCOL_UDP = 17 };

/* struct sockaddr_in and sockaddr_in6. */
struct inet_address {
    __u16 family, port; /* big-endian */
    __u32 address;
    __u64 zero;
};
struct inet6_address {
    __u16 family, port; /* big-endian */
    __u32 flow;
    struct in6_addr address;
    __u32 scope;
};

static __always_inline __u32 inetAddress(char *to, __u16 port, __u32 address) {
    *(struct inet_address *)to = (struct inet_address){FAMILY_INET, port, address, 0};
    return port ? 16 : 0;
}

static __always_inline __u32 inet6Address(char *to, __u16 port, struct in6_addr address) {
    *(struct inet6_address *)to = (struct inet6_address){FAMILY_INET6, port, 0, address, 0};
    return port ? 28 : 0;
}

static __always_inline __u64 inodeOf(struct socket *socket) {
    return socket ? BPF_CORE_READ(socket, file, f_inode, i_ino) : 0;
}

static __always_inline void describeUnix(struct sock *sk, struct socket_object *object) {
    struct unix_sock *own = (void *)sk;
    if (!bpf_core_type_exists(struct unix_sock)) /* a kernel that has them as a module */
        return;
    struct unix_address *address = BPF_CORE_READ(own, addr);
    struct sock *peer = BPF_CORE_READ(own, peer);
    if (peer)
        object->peerInode = inodeOf(BPF_CORE_READ(peer, sk_socket));
    __u32 length = address ? BPF_CORE_READ(address, len) : 0;
    if (length == 0 || length > sizeof object->local)
        return;
    barrier_var(length);
    length &= sizeof object->local * 2 - 1;
    if (length > sizeof object->local)
        return;
    /* The name follows, where the structure ends. */
    if (bpf_probe_read_kernel(object->local, length, (char *)address + bpf_core_field_offset(address->name)) == 0)
        object->localLength = length;
}

static __always_inline void describeSocket(struct file *file, struct socket *socket, struct socket_object *object) {
    struct sock *sk = BPF_CORE_READ(socket, sk);
    __builtin_memset(object, 0, sizeof *object);
    object->inode = BPF_CORE_READ(file, f_inode, i_ino);
    object->family = BPF_CORE_READ(sk, __sk_common.skc_family);
    object->type = BPF_CORE_READ(sk, sk_type);
    object->protocol = BPF_CORE_READ(sk, sk_protocol);
    __u16 local = __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_num));
    __u16 remote = BPF_CORE_READ(sk, __sk_common.skc_dport);
    if (object->family == FAMILY_UNIX) {
        describeUnix(sk, object);
    } else if (object->family == FAMILY_INET) {
        object->localLength = inetAddress(object->local, local, BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr));
        object->remoteLength = inetAddress(object->remote, remote, BPF_CORE_READ(sk, __sk_common.skc_daddr));
    } else if (object->family == FAMILY_INET6) {
        object->localLength = inet6Address(object->local, local, BPF_CORE_READ(sk, __sk_common.skc_v6_rcv_saddr));
        object->remoteLength = inet6Address(object->remote, remote, BPF_CORE_READ(sk, __sk_common.skc_v6_daddr));
    }
}

__noinline int sendSocket(struct task_state *state, __u32 fd) {
    if (!state)
        return 0;
    struct item item = {.room = ROOM_EXIT, .kind = ATTACHED_SOCKET, .argument = 6, .item = fd};
    struct room *room = roomFor(state, item);
    struct file *file = fileOf(bpf_get_current_task_btf(), fd);
    enum { FILE_TYPE = 0170000, SOCKET_FILE = 0140000 };
    if (!room || !file || (BPF_CORE_READ(file, f_inode, i_mode) & FILE_TYPE) != SOCKET_FILE)
        return 0;
    describeSocket(file, BPF_CORE_READ(file, private_data), (void *)room->data);
    send(room, sizeof(struct socket_object));
    return 0;
}

/* The two of socketpair(2). */
__noinline int sendSockets(struct task_state *state) {
    __u32 pair[2];
    if (!state || bpf_probe_read_user(pair, sizeof pair, (void *)state->args[3]))
        return 0;
    sendSocket(state, pair[0]);
    sendSocket(state, pair[1]);
    return 0;
}

#endif
