/* The recorder, kernel side: reads what calls point to. */
#ifndef TRACE_GATE_RECORDER_READ_BPF_H
#define TRACE_GATE_RECORDER_READ_BPF_H

#include "recorder-state.bpf.h"

/* Attachments: each its own record. */

struct item {
    __u16 room;
    __u8 kind, argument;
    __u16 item;
    __u16 flags;
};

static __always_inline struct room *roomFor(struct task_state *state, struct item item) {
    __u32 key = item.room;
    struct room *room = bpf_map_lookup_elem(&rooms, &key);
    if (!room)
        return NULL;
    room->head.head = (struct record_head){RECORD_ATTACHMENT, item.flags, state->tid};
    room->head.kind = item.kind;
    room->head.argument = item.argument;
    room->head.item = item.item;
    return room;
}

static __always_inline void send(struct room *room, __u32 length) {
    length &= DATA_MASK;
    barrier_var(length);
    room->head.length = length;
    if (bpf_ringbuf_output(&ring, room, sizeof room->head + length, wakeUp()))
        countLost();
}

/* Functions that are not static are verified once by themselves, instead of at every place and in every loop from which
 * they are called; the verifier then takes each of their pointers for NULL.
 *
 * True: it could be read. */
__noinline int sendString(struct task_state *state, struct item *item, __u64 address) {
    struct room *room = state && item ? roomFor(state, *item) : NULL;
    if (!room)
        return true;
    long length = bpf_probe_read_user_str(room->data, MAX_STRING, (void *)address);
    if (length < 0)
        room->head.head.flags |= ATTACHMENT_MISSING;
    else if (length == MAX_STRING)
        room->head.head.flags |= ATTACHMENT_TRUNCATED;
    send(room, length > 0 ? length - 1 : 0);
    return length >= 0;
}

__noinline int sendBytes(struct task_state *state, struct item *item, __u64 address, __u64 size) {
    struct room *room = state && item ? roomFor(state, *item) : NULL;
    if (!room)
        return true;
    __u32 length = size > MAX_DATA ? MAX_DATA : size;
    barrier_var(length);
    length &= DATA_MASK;
    bool read = bpf_probe_read_user(room->data, length, (void *)address) == 0;
    if (!read)
        room->head.head.flags |= ATTACHMENT_MISSING;
    else if (length < size)
        room->head.head.flags |= ATTACHMENT_TRUNCATED;
    send(room, read ? length : 0);
    return read;
}

static __always_inline bool readPointer(__u64 address, bool compat, __u64 *pointer) {
    __u32 narrow = 0;
    long error =
        compat ? bpf_probe_read_user(&narrow, 4, (void *)address) : bpf_probe_read_user(pointer, 8, (void *)address);
    if (compat)
        *pointer = narrow;
    return error == 0;
}

enum { ARGUMENT_READ = 0, ARGUMENT_MISSING = 1, ARGUMENTS_END = 2 };

__noinline int sendArgument(struct task_state *state, struct item *item, __u64 argv) {
    __u64 pointer = 0;
    if (!state || !item)
        return ARGUMENTS_END;
    bool compat = state->flags & COMPAT;
    if (!readPointer(argv + item->item * (compat ? 4 : 8), compat, &pointer))
        return ARGUMENT_MISSING;
    if (!pointer)
        return ARGUMENTS_END;
    return sendString(state, item, pointer) ? ARGUMENT_READ : ARGUMENT_MISSING;
}

/* A loop in a loop: the verifier walks through each of them once, not through every round of both. */
enum { ARGUMENTS_AT_ONCE = 16 };

__noinline int sendArguments(struct task_state *state, struct item *item, __u64 argv) {
    int all = ARGUMENT_READ;
    if (!state || !item)
        return ARGUMENTS_END;
    for (__u32 i = 0; i < ARGUMENTS_AT_ONCE; i++) {
        int outcome = sendArgument(state, item, argv);
        if (outcome == ARGUMENTS_END)
            return all | ARGUMENTS_END;
        all |= outcome;
        item->item++;
    }
    return all;
}

__noinline int sendArgv(struct task_state *state, struct item *item, __u64 argv) {
    int all = ARGUMENT_READ;
    if (!state || !item)
        return true;
    for (__u32 i = 0; i < MAX_ARGV / ARGUMENTS_AT_ONCE && !(all & ARGUMENTS_END); i++)
        all |= sendArguments(state, item, argv);
    return !(all & ARGUMENT_MISSING);
}

static __always_inline bool readMessage(struct task_state *state, struct message *message, __u64 address) {
    struct narrow_message narrow = {};
    if (!(state->flags & COMPAT))
        return bpf_probe_read_user(message, sizeof *message, (void *)address) == 0;
    bool read = bpf_probe_read_user(&narrow, sizeof narrow, (void *)address) == 0;
    *message = widened(&narrow);
    return read;
}

__noinline int sendMessage(struct task_state *state, struct item *item, __u64 address) {
    struct message message = {};
    if (!state || !item)
        return true;
    if (!readMessage(state, &message, address))
        return false;
    bool read = true;
    if (message.name && message.nameLength) {
        item->kind = ATTACHED_ADDRESS;
        read =
            sendBytes(state, item, message.name, message.nameLength > MAX_ADDRESS ? MAX_ADDRESS : message.nameLength);
    }
    item->kind = ATTACHED_IOVEC;
    __u64 bytes = message.iovCount * (state->flags & COMPAT ? 8 : 16);
    return message.iov && message.iovCount ? sendBytes(state, item, message.iov, bytes) && read : read;
}

/* The first control message of the one that is argument 1, and where it is. */
static __always_inline bool readControl(struct task_state *state, struct control *control, __u64 *at) {
    struct message message = {};
    struct narrow_control narrow = {};
    if (!readMessage(state, &message, state->args[1]))
        return false;
    *at = message.control;
    if (!message.control || message.controlLength < sizeof narrow)
        return false;
    if (!(state->flags & COMPAT))
        return bpf_probe_read_user(control, sizeof *control, (void *)message.control) == 0;
    bool read = bpf_probe_read_user(&narrow, sizeof narrow, (void *)message.control) == 0;
    *control = (struct control){narrow.length, narrow.level, narrow.type};
    return read;
}

/* What can be read before the call is made. False: something was not resident. */
__noinline int captureIn(struct task_state *state, __u32 argument, __u32 room, __u32 flags) {
    if (!state || argument > 4)
        return true;
    __u64 value = state->args[argument], next = state->args[argument + 1];
    struct item item = {.room = room, .argument = argument, .flags = flags};
    if (!value)
        return true;
    switch (CAPTURE_AT(state->captures, argument)) {
    case CAPTURE_STRING:
        item.kind = ATTACHED_STRING;
        return sendString(state, &item, value);
    case CAPTURE_ARGV:
        item.kind = ATTACHED_ARGV;
        return sendArgv(state, &item, value);
    case CAPTURE_SOCKADDR:
        item.kind = ATTACHED_ADDRESS;
        return sendBytes(state, &item, value, next > MAX_ADDRESS ? MAX_ADDRESS : next);
    case CAPTURE_IOVEC:
        item.kind = ATTACHED_IOVEC;
        return sendBytes(state, &item, value, next * (state->flags & COMPAT ? 8 : 16));
    case CAPTURE_MSGHDR:
        return sendMessage(state, &item, value);
    case CAPTURE_SIZED:
        item.kind = ATTACHED_STRUCT;
        return sendBytes(state, &item, value, next > MAX_STRUCT ? MAX_STRUCT : next);
    case CAPTURE_SIGACTION:
        item.kind = ATTACHED_STRUCT;
        return sendBytes(state, &item, value, state->flags & COMPAT ? 8 : 16);
    case CAPTURE_POLL:
        item.kind = ATTACHED_STRUCT;
        return sendBytes(state, &item, value, next * 8);
    case CAPTURE_NAME:
        item.kind = ATTACHED_STRING;
        return !IS_SET_NAME((__u32)state->args[0]) || sendString(state, &item, value);
    case CAPTURE_FLOCK:
        item.kind = ATTACHED_STRUCT;
        return !IS_LOCKING((__u32)state->args[1]) || sendBytes(state, &item, value, state->flags & COMPAT ? 24 : 32);
    }
    return true;
}

static __always_inline bool captureAllIn(struct task_state *state, __u32 room, __u32 flags) {
    bool read = true;
    for (__u32 argument = 0; argument < 5; argument++)
        if (CAPTURE_AT(state->captures, argument) && !captureIn(state, argument, room, flags))
            read = false;
    return read;
}

/* What the kernel has filled in. */
__noinline int captureOut(struct task_state *state, __u32 argument) {
    if (!state || argument > 4)
        return 0;
    __u64 value = state->args[argument];
    struct item item = {.room = ROOM_EXIT, .argument = argument};
    __u32 length = 0;
    if (!value)
        return 0;
    switch (CAPTURE_AT(state->captures, argument)) {
    case CAPTURE_SOCKADDR_OUT:
        if (bpf_probe_read_user(&length, sizeof length, (void *)state->args[argument + 1]))
            return 0;
        item.kind = ATTACHED_ADDRESS;
        sendBytes(state, &item, value, length > MAX_ADDRESS ? MAX_ADDRESS : length);
        return 0;
    case CAPTURE_FD_PAIR:
        item.kind = ATTACHED_FD_PAIR;
        sendBytes(state, &item, value, 8);
    }
    return 0;
}

#endif
