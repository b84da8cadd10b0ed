/* The recorder: one writer for the stream. */
#define _GNU_SOURCE
#include "recorder-user.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 20 };

/* A reader that is slower than the target for good: better a target that waits for room in the ring, and records that
 * are counted as lost, than a machine without memory. */
static const size_t maxQueued = (size_t)1 << 30;

struct chunk {
    struct chunk *next;
    size_t length;
    char bytes[CHUNK_BYTES];
};

static struct {
    int fd;
    bool queued, closing;
    _Atomic bool failed;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    struct chunk *first, *last, *spare;
    size_t bytes;
} out = {.fd = -1,
         .lock = PTHREAD_MUTEX_INITIALIZER,
         .filled = PTHREAD_COND_INITIALIZER,
         .emptied = PTHREAD_COND_INITIALIZER};

static void writeAll(const char *bytes, size_t length) {
    while (length > 0 && !out.failed) {
        ssize_t n = write(out.fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) { /* the disk is full, or nobody reads any more: without a stream there is nothing to run for */
            fprintf(stderr, "recorder: write: %s\n", strerror(errno));
            out.failed = true;
            endTree(SIGTERM);
            return;
        }
        bytes += n;
        length -= (size_t)n;
    }
}

static void *writeQueue(void *unused) {
    pthread_mutex_lock(&out.lock);
    for (;;) {
        while (!out.first && !out.closing)
            pthread_cond_wait(&out.filled, &out.lock);
        struct chunk *chunk = out.first;
        if (!chunk)
            break;
        out.first = chunk->next;
        if (!out.first)
            out.last = NULL;
        pthread_mutex_unlock(&out.lock);
        writeAll(chunk->bytes, chunk->length);
        pthread_mutex_lock(&out.lock);
        out.bytes -= chunk->length;
        pthread_cond_signal(&out.emptied);
        if (out.spare) {
            free(chunk);
        } else {
            out.spare = chunk; /* fresh pages for each chunk would cost more than the copy */
        }
    }
    pthread_mutex_unlock(&out.lock);
    return unused;
}

static struct chunk *roomAtEnd(void) {
    if (out.last && out.last->length < CHUNK_BYTES)
        return out.last;
    struct chunk *chunk = out.spare ? out.spare : malloc(sizeof *chunk);
    out.spare = NULL;
    if (!chunk)
        return NULL;
    chunk->next = NULL;
    chunk->length = 0;
    if (out.last)
        out.last->next = chunk;
    else
        out.first = chunk;
    return out.last = chunk;
}

static void enqueue(const char *bytes, size_t length) {
    pthread_mutex_lock(&out.lock);
    while (length > 0 && !out.failed) {
        struct chunk *chunk = out.bytes < maxQueued ? roomAtEnd() : NULL;
        if (!chunk) {
            if (out.bytes == 0) {
                out.failed = true; /* no memory at all */
                endTree(SIGTERM);
                break;
            }
            pthread_cond_wait(&out.emptied, &out.lock);
            continue;
        }
        size_t n = CHUNK_BYTES - chunk->length;
        n = n < length ? n : length;
        memcpy(chunk->bytes + chunk->length, bytes, n);
        chunk->length += n;
        out.bytes += n;
        bytes += n;
        length -= n;
    }
    pthread_cond_signal(&out.filled);
    pthread_mutex_unlock(&out.lock);
}

/* Small records gather here when there is no queue to gather in. */
static char gathered[1 << 16];
static size_t gatheredLength;

void outputFlush(void) {
    writeAll(gathered, gatheredLength);
    gatheredLength = 0;
}

void outputTo(int fd) { out.fd = fd; }

int outputDescriptor(void) { return out.fd; }

bool outputQueue(void) {
    struct stat s;
    outputFlush();
    /* A regular file takes what it is given at once. */
    if (fstat(out.fd, &s) < 0 || S_ISREG(s.st_mode))
        return true;
    out.queued = true;
    fcntl(out.fd, F_SETPIPE_SZ, CHUNK_BYTES); /* fewer wake-ups of the reader; no matter if it is refused */
    return (errno = pthread_create(&out.thread, NULL, writeQueue, NULL)) == 0;
}

void outputFrames(const void *frames, size_t bytes) {
    if (out.queued) {
        enqueue(frames, bytes);
    } else if (bytes > sizeof gathered / 2) {
        outputFlush();
        writeAll(frames, bytes);
    } else {
        if (gatheredLength + bytes > sizeof gathered)
            outputFlush();
        memcpy(gathered + gatheredLength, frames, bytes);
        gatheredLength += bytes;
    }
}

static void outputParts(const void *head, size_t headLength, const void *data, size_t dataLength) {
    static _Thread_local char frame[FRAME_HEAD + 8192];
    size_t length = headLength + dataLength, padded = FRAME_HEAD + ((length + 7) & ~(size_t)7);
    if (padded > sizeof frame)
        return;
    memset(frame, 0, padded);
    memcpy(frame, &(uint32_t){(uint32_t)length}, 4);
    memcpy(frame + FRAME_HEAD, head, headLength);
    if (dataLength > 0)
        memcpy(frame + FRAME_HEAD + headLength, data, dataLength);
    outputFrames(frame, padded);
}

void outputRecord(const void *record, size_t length) { outputParts(record, length, NULL, 0); }

void outputAttachment(const struct record_attachment *head, const void *data, size_t length) {
    struct record_attachment whole = *head;
    whole.head.type = RECORD_ATTACHMENT;
    whole.length = (uint32_t)length;
    outputParts(&whole, sizeof whole, data, length);
}

bool outputEnd(void) {
    if (out.queued) {
        pthread_mutex_lock(&out.lock);
        out.closing = true;
        pthread_cond_signal(&out.filled);
        pthread_mutex_unlock(&out.lock);
        pthread_join(out.thread, NULL);
    } else {
        outputFlush();
    }
    return !out.failed && close(out.fd) == 0;
}

void outputFail(void) { out.failed = true; }

void outputObject(pid_t process, uint32_t tid, int fd, unsigned argument) {
    char link[64];
    struct {
        struct file_object object;
        char path[4096];
    } data;
    struct stat s;
    snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)process, fd);
    ssize_t length = readlink(link, data.path, sizeof data.path);
    if (length < 0 || stat(link, &s) < 0)
        return;
    static const char mark[] =
        " (deleted)"; /* proc_pid_fd(5); a file may really be called so, but then it has a link */
    size_t markLength = sizeof mark - 1, pathLength = (size_t)length;
    bool unlinked =
        s.st_nlink == 0 && pathLength > markLength && !memcmp(data.path + pathLength - markLength, mark, markLength);
    if (unlinked)
        pathLength -= markLength;
    bool device = S_ISCHR(s.st_mode) || S_ISBLK(s.st_mode);
    data.object = (struct file_object){
        .mode = s.st_mode,
        .major = device ? major(s.st_rdev) : 0,
        .minor = device ? minor(s.st_rdev) : 0,
        .unlinked = unlinked,
        .inode = s.st_ino,
    };
    struct record_attachment head = {
        .head.tid = tid, .kind = ATTACHED_OBJECT, .argument = (uint8_t)argument, .item = (uint16_t)fd};
    outputAttachment(&head, &data, sizeof data.object + pathLength);
}
