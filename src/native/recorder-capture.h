/* What the recorder reads of a call beyond its registers. Shared by the BPF program and the ptrace side, which read the
 * same things in different ways; the stream says what came of it (recorder.h). */
#ifndef TRACE_GATE_RECORDER_CAPTURE_H
#define TRACE_GATE_RECORDER_CAPTURE_H

#include <linux/types.h>

enum {
    MAX_CALLS = 512,     /* of the kernel's tables; what lies beyond has nothing to capture */
    MAX_STRING = 4096,   /* PATH_MAX, with its NUL */
    MAX_ARGV = 512,      /* items of an argument list */
    MAX_ARGUMENT = 4096, /* bytes of one of them */
    MAX_ADDRESS = 128,   /* sizeof(struct sockaddr_storage) */
    MAX_STRUCT = 128,    /* open_how is 24, clone_args 88 bytes long */
    MAX_IOVECS = 64,
    MAX_ARG_AREA = 4096,
    MAX_DATA = 4096,
    MAX_TASK_DATA = 16 << 20, /* of all calls of one task */
    LATE_DATA = 128,          /* of a call, when its task has got so far */
    MAX_RIGHTS = 8,           /* descriptors of one message */
    MIN_DATA = 3,             /* fewer bytes hold no process id, port or folder */
    SIGINFO_BYTES = 48,       /* the head and the largest member that a signal of the kernel or of kill(2) fills */
};

enum capture {
    CAPTURE_NOTHING,
    CAPTURE_STRING,       /* ends with NUL */
    CAPTURE_SOCKADDR,     /* the next argument is its length */
    CAPTURE_SOCKADDR_OUT, /* at the exit; the next argument points to its length */
    CAPTURE_ARGV,
    CAPTURE_IOVEC,     /* the next argument is the count */
    CAPTURE_MSGHDR,    /* the address and iovec of it */
    CAPTURE_FD_PAIR,   /* at the exit */
    CAPTURE_SIZED,     /* the next argument is its size */
    CAPTURE_SIGACTION, /* the handler and flags are in its first 16 bytes */
    CAPTURE_DATA,      /* always of argument 1; at the exit, as many as it returned, where data is asked for */
    CAPTURE_FLOCK,     /* when the argument before it is a locking command */
    CAPTURE_POLL,      /* an array of struct pollfd, the next argument is the count */
    CAPTURE_NAME,      /* of a task: a string, when the argument before it is PR_SET_NAME */
};

/* Bytes to record of what a call has read or written. Names stand in messages, which are short, and early: a task that
 * moves a gigabyte would fill the ring with the rest of it. */
static inline __u32 dataToTake(__u64 result, __u32 limit, __u32 *taken) {
    __u32 most = *taken < MAX_TASK_DATA || limit < LATE_DATA ? limit : LATE_DATA;
    __u32 length = result < most ? (__u32)result : most;
    if (*taken < MAX_TASK_DATA)
        *taken += length;
    return length;
}

#define AT(argument, capture) ((__u32)(capture) << (4 * (argument)))
#define CAPTURE_AT(captures, argument) ((captures) >> (4 * (argument)) & 15)
/* The call returns the descriptor of a file, whose name is asked of the kernel: links are followed, folders move. */
#define CAPTURE_RESULT_FILE (1U << 24)
/* When there is something to do, so that a call with nothing to read pays for two tests. */
#define CAPTURE_IN (1U << 25)
#define CAPTURE_OUT (1U << 26)
/* The call changes the working folder. */
#define CAPTURE_FOLDER (1U << 27)
/* Descriptors may come with the message. */
#define CAPTURE_RIGHTS (1U << 28)
/* Some of its commands return the descriptor of a file. */
#define CAPTURE_IOCTL (1U << 29)
/* The call names or connects the socket that is its first argument; where it has an address, only if that is given. */
#define CAPTURE_SOCKET (1U << 30)
/* The call returns a socket, or two as CAPTURE_FD_PAIR. */
#define CAPTURE_RESULT_SOCKET (1U << 31)
#define CAPTURE_KERNEL                                                                                                 \
    (CAPTURE_RESULT_FILE | CAPTURE_FOLDER | CAPTURE_RIGHTS | CAPTURE_IOCTL | CAPTURE_SOCKET | CAPTURE_RESULT_SOCKET)
#define HAS_DONE(result) ((result) >= 0 || (result) == -115) /* EINPROGRESS: a connect that goes on by itself */
/* TIOCGPTPEER of <asm-generic/ioctls.h>, by which openpty(3) opens the other side */
#define OPENS_FILE(command) ((command) == 0x5441)

/* Numbers of calls that mean more than what is read of them. clone3 is 435 everywhere, the next two are of the 32-bit
 * table, which arm and i386 have alike. */
enum { NR_CLONE3 = 435, NR_FORK_32 = 2, NR_CLONE_32 = 120, NR_VFORK_32 = 190 };
#if defined(__x86_64__) || defined(__TARGET_ARCH_x86)
enum { NR_EXECVE = 59, NR_FORK = 57, NR_CLONE = 56, NR_VFORK = 58, NR_WAIT4 = 61, NR_WAITID = 247 };
enum { NR_SCHED_SETAFFINITY = 203, NR_SCHED_GETAFFINITY = 204 };
#else
enum { NR_EXECVE = 221, NR_FORK = -1, NR_CLONE = 220, NR_VFORK = -1, NR_WAIT4 = 260, NR_WAITID = 95 };
enum { NR_SCHED_SETAFFINITY = 122, NR_SCHED_GETAFFINITY = 123 };
#endif

/* The beginning of a struct msghdr and of a struct cmsghdr, and how 32-bit programs have them. */
struct message {
    __u64 name;
    __u32 nameLength, unused;
    __u64 iov, iovCount, control, controlLength;
};
struct narrow_message {
    __u32 name, nameLength, iov, iovCount, control, controlLength;
};
struct control {
    __u64 length;
    __u32 level, type;
};
struct narrow_control {
    __u32 length, level, type;
};
static inline struct message widened(const struct narrow_message *narrow) {
    return (struct message){narrow->name,    narrow->nameLength,   0, narrow->iov, narrow->iovCount,
                            narrow->control, narrow->controlLength};
}
static inline int holdsRights(const struct control *control) {
    return control->level == 1 /* SOL_SOCKET */ && control->type == 1 /* SCM_RIGHTS */;
}

#if defined(__x86_64__) || defined(__TARGET_ARCH_x86)
/* socketcall(2) of i386 is one call for all of sockets, whose arguments lie in memory: it is recorded as the call that
 * it stands for, and send, recv and accept as their wider forms. */
enum { NR_SOCKETCALL = 102, SOCKETCALLS = 21 };
static const struct {
    __u16 nr, arguments;
} socketcalls[SOCKETCALLS] = {
    {0, 0},   {359, 3}, {361, 3}, {362, 3}, {363, 2}, {364, 3}, {367, 3}, {368, 3}, {360, 4}, {369, 4}, {371, 4},
    {369, 6}, {371, 6}, {373, 2}, {366, 5}, {365, 5}, {370, 3}, {372, 3}, {364, 4}, {337, 5}, {345, 4},
};
#endif

#define IS_SET_NAME(option) ((option) == 15) /* prctl(2) */

/* fcntl(2): F_GETLK to F_SETLKW and the same for open file descriptions; 32-bit programs have 12 to 14 as well. */
#define IS_LOCKING(command)                                                                                            \
    (((command) >= 5 && (command) <= 7) || ((command) >= 12 && (command) <= 14) || ((command) >= 36 && (command) <= 38))

#endif
