/* The recorder by ptrace: reads what calls point to. */
#define _GNU_SOURCE
#include "recorder-ptrace.h"

#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

uint32_t dataLimit;

void record(const void *record, size_t length) {
    counts.records++;
    outputRecord(record, length);
}

void attach(const struct record_attachment *head, const void *data, size_t length) {
    counts.records++;
    outputAttachment(head, data, length);
}

static void attachObject(const struct task *task, int fd, unsigned argument) {
    outputObject(task->tid, (uint32_t)task->tid, fd, argument);
    counts.records++;
}

/* Memory of the target. */

/* Reads as much as there is, up to size; a page that is not there ends it. */
size_t readMemory(const struct task *task, uint64_t address, void *to, size_t size) {
    size_t done = 0;
    while (done < size) {
        size_t inPage = 4096 - ((address + done) & 4095), n = size - done < inPage ? size - done : inPage;
        struct iovec local = {(char *)to + done, n}, remote = {(void *)(uintptr_t)(address + done), n};
        ssize_t got = process_vm_readv(task->tid, &local, 1, &remote, 1, 0);
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    return done;
}

static bool attachString(const struct task *task, struct record_attachment head, uint64_t address) {
    char text[MAX_STRING];
    size_t length = 0;
    /* Mostly short: a small piece first. */
    for (size_t piece = 256; length < MAX_STRING; piece = MAX_STRING - length) {
        size_t got = readMemory(task, address + length, text + length, piece);
        const char *end = memchr(text + length, 0, got);
        if (end) {
            attach(&head, text, (size_t)(end - text));
            return true;
        }
        length += got;
        if (got < piece)
            break;
    }
    bool read = length == MAX_STRING;
    head.head.flags |= read ? ATTACHMENT_TRUNCATED : ATTACHMENT_MISSING;
    attach(&head, text, read ? MAX_STRING - 1 : 0);
    return read;
}

static bool attachBytes(const struct task *task, struct record_attachment head, uint64_t address, uint64_t size) {
    char bytes[MAX_DATA];
    size_t length = size < sizeof bytes ? size : sizeof bytes;
    bool read = readMemory(task, address, bytes, length) == length;
    if (!read)
        head.head.flags |= ATTACHMENT_MISSING;
    else if (length < size)
        head.head.flags |= ATTACHMENT_TRUNCATED;
    attach(&head, bytes, read ? length : 0);
    return read;
}

static bool readPointer(const struct task *task, uint64_t address, uint64_t *pointer) {
    uint32_t narrow = 0;
    if (!task->compat)
        return readMemory(task, address, pointer, 8) == 8;
    bool read = readMemory(task, address, &narrow, 4) == 4;
    *pointer = narrow;
    return read;
}

static bool attachArgv(const struct task *task, struct record_attachment head, uint64_t address) {
    bool all = true;
    for (unsigned i = 0; i < MAX_ARGV; i++) {
        uint64_t pointer = 0;
        if (!readPointer(task, address + i * (task->compat ? 4 : 8), &pointer))
            return false;
        if (!pointer)
            break;
        head.item = (uint16_t)i;
        all = attachString(task, head, pointer) && all;
    }
    return all;
}

static bool readMessage(const struct task *task, struct message *message, uint64_t address) {
    struct narrow_message narrow = {0};
    if (!task->compat)
        return readMemory(task, address, message, sizeof *message) == sizeof *message;
    bool read = readMemory(task, address, &narrow, sizeof narrow) == sizeof narrow;
    *message = widened(&narrow);
    return read;
}

static bool attachMessage(const struct task *task, struct record_attachment head, uint64_t address) {
    struct message message = {0};
    if (!readMessage(task, &message, address))
        return false;
    bool read = true;
    if (message.name && message.nameLength) {
        head.kind = ATTACHED_ADDRESS;
        read =
            attachBytes(task, head, message.name, message.nameLength < MAX_ADDRESS ? message.nameLength : MAX_ADDRESS);
    }
    head.kind = ATTACHED_IOVEC;
    uint64_t bytes = message.iovCount * (task->compat ? 8 : 16);
    return message.iov && message.iovCount ? attachBytes(task, head, message.iov, bytes) && read : read;
}

/* Descriptors that came with a message. */
static void attachRights(const struct task *task) {
    struct message message;
    struct control control = {0};
    struct narrow_control narrow;
    size_t head = task->compat ? sizeof narrow : sizeof control;
    if (!readMessage(task, &message, task->args[1]) || !message.control || message.controlLength < head)
        return;
    if (!task->compat)
        readMemory(task, message.control, &control, sizeof control);
    else if (readMemory(task, message.control, &narrow, sizeof narrow) == sizeof narrow)
        control = (struct control){narrow.length, narrow.level, narrow.type};
    int fds[MAX_RIGHTS];
    size_t bytes = !holdsRights(&control) || control.length < head ? 0 : (size_t)control.length - head;
    bytes = readMemory(task, message.control + head, fds, bytes < sizeof fds ? bytes : sizeof fds);
    for (size_t i = 0; i < bytes / sizeof *fds; i++)
        attachObject(task, fds[i], 1);
}

static uint64_t atMost(uint64_t value, uint64_t max) { return value < max ? value : max; }

/* What can be read before the call is made; false: not all of it could. */
static bool captureIn(const struct task *task, unsigned argument, uint16_t flags) {
    uint64_t value = task->args[argument], next = task->args[argument + 1];
    struct record_attachment head = {
        .head = {0, flags, (uint32_t)task->tid}, .kind = ATTACHED_STRUCT, .argument = (uint8_t)argument};
    if (!value)
        return true;
    switch (CAPTURE_AT(task->captures, argument)) {
    case CAPTURE_STRING:
        head.kind = ATTACHED_STRING;
        return attachString(task, head, value);
    case CAPTURE_ARGV:
        head.kind = ATTACHED_ARGV;
        return attachArgv(task, head, value);
    case CAPTURE_SOCKADDR:
        head.kind = ATTACHED_ADDRESS;
        return attachBytes(task, head, value, atMost(next, MAX_ADDRESS));
    case CAPTURE_IOVEC:
        head.kind = ATTACHED_IOVEC;
        return attachBytes(task, head, value, next * (task->compat ? 8 : 16));
    case CAPTURE_MSGHDR:
        return attachMessage(task, head, value);
    case CAPTURE_SIZED:
        return attachBytes(task, head, value, atMost(next, MAX_STRUCT));
    case CAPTURE_SIGACTION:
        return attachBytes(task, head, value, task->compat ? 8 : 16);
    case CAPTURE_POLL:
        return attachBytes(task, head, value, next * 8);
    case CAPTURE_NAME:
        head.kind = ATTACHED_STRING;
        return !IS_SET_NAME((uint32_t)task->args[0]) || attachString(task, head, value);
    case CAPTURE_FLOCK:
        return !IS_LOCKING((uint32_t)task->args[1]) || attachBytes(task, head, value, task->compat ? 24 : 32);
    default:
        return true;
    }
}

/* What the kernel has filled in. */
static void captureOut(struct task *task, unsigned argument, uint64_t result) {
    uint64_t value = task->args[argument];
    uint32_t length = 0;
    struct record_attachment head = {.head.tid = (uint32_t)task->tid, .argument = (uint8_t)argument};
    if (!value)
        return;
    switch (CAPTURE_AT(task->captures, argument)) {
    case CAPTURE_SOCKADDR_OUT:
        head.kind = ATTACHED_ADDRESS;
        if (readMemory(task, task->args[argument + 1], &length, sizeof length) == sizeof length)
            attachBytes(task, head, value, atMost(length, MAX_ADDRESS));
        return;
    case CAPTURE_FD_PAIR:
        head.kind = ATTACHED_FD_PAIR;
        attachBytes(task, head, value, 8);
        return;
    case CAPTURE_DATA:
        head.kind = ATTACHED_DATA;
        if (dataLimit && result >= MIN_DATA)
            attachBytes(task, head, value, dataToTake(result, dataLimit, &task->dataTaken));
    }
}

void unfold(struct task *task) {
#ifdef __x86_64__
    uint32_t which = (uint32_t)task->args[0], words[6] = {0};
    if (task->nr != NR_SOCKETCALL || which >= SOCKETCALLS || which == 0)
        return;
    size_t bytes = socketcalls[which].arguments * sizeof *words;
    if (readMemory(task, task->args[1], words, bytes) < bytes)
        return;
    for (int i = 0; i < 6; i++)
        task->args[i] = words[i];
    task->nr = socketcalls[which].nr;
#else
    (void)task;
#endif
}

bool captureAllIn(const struct task *task, uint16_t flags) {
    bool all = true;
    for (unsigned i = 0; i < 5; i++)
        if (CAPTURE_AT(task->captures, i))
            all = captureIn(task, i, flags) && all;
    return all;
}

static void attachFolder(const struct task *task) {
    char link[64], folder[4096];
    struct record_attachment head = {.head.tid = (uint32_t)task->tid, .kind = ATTACHED_FOLDER, .argument = 6};
    snprintf(link, sizeof link, "/proc/%d/cwd", (int)task->tid);
    ssize_t length = readlink(link, folder, sizeof folder);
    if (length > 0)
        attach(&head, folder, (size_t)length);
}

/* The two of socketpair(2). */
static void attachSockets(const struct task *task) {
    int pair[2];
    if (readMemory(task, task->args[3], pair, sizeof pair) < sizeof pair)
        return;
    attachSocket(task, pair[0]);
    attachSocket(task, pair[1]);
}

void captureAllOut(struct task *task, int64_t result) {
    if (!HAS_DONE(result))
        return;
    bool isNamed = CAPTURE_AT(task->captures, 4) == CAPTURE_NOTHING || task->args[4];
    if (task->captures & CAPTURE_SOCKET && isNamed)
        attachSocket(task, (int)task->args[0]);
    if (result < 0)
        return;
    for (unsigned i = 0; i < 5; i++)
        captureOut(task, i, (uint64_t)result);
    if (task->captures & CAPTURE_RESULT_FILE || (task->captures & CAPTURE_IOCTL && OPENS_FILE((uint32_t)task->args[1])))
        attachObject(task, (int)result, 6);
    if (task->captures & CAPTURE_FOLDER)
        attachFolder(task);
    if (task->captures & CAPTURE_RIGHTS)
        attachRights(task);
    if (task->captures & CAPTURE_RESULT_SOCKET)
        CAPTURE_AT(task->captures, 3) == CAPTURE_FD_PAIR ? attachSockets(task) : attachSocket(task, (int)result);
}
