/* The recorder's binary stream: the one contract between the BPF program, the two user sides and src/parse/recorder.ts.
 *
 * Little-endian, as all machines that it runs on. A stream is a sequence of frames:
 *
 *     u32 length    bytes of the record that follows, without padding
 *     u32 -         not to be looked at: the kernel's ring buffer has a field of its own there, and frames are written
 *                   as they lie in the ring
 *     record        length bytes, then zero to seven bytes of padding up to a multiple of 8 bytes
 *
 * So every record begins at a multiple of 8 bytes, and every member at a multiple of its own size. The first record is
 * a HELLO, then one OBJECT attachment for each descriptor and for the working folder that the target starts with. The
 * last one is an END; a stream without it comes from a recorder that was killed, and is no trace.
 *
 * Records of one task come in the order in which the task made them; records of different tasks may come in another
 * order than that of their times. A call is written when it ends. What was read of its arguments precedes it, as
 * attachments of the same task.
 *
 * tid and tgid are those of the process id namespace in which the recorder runs, as strace has them. Times are
 * nanoseconds of CLOCK_MONOTONIC. */
#ifndef TRACE_GATE_RECORDER_H
#define TRACE_GATE_RECORDER_H

#include <linux/types.h>

#define RECORDER_MAGIC 0x6563617274676174ULL /* the bytes "tagtrace" */

enum {
    RECORDER_PROTOCOL = 1, /* raised whenever a reader of the version before would misread something */
    FRAME_HEAD = 8,
};

enum record_type {
    RECORD_HELLO = 1,
    RECORD_CALL,
    RECORD_ATTACHMENT,
    RECORD_FORK,
    RECORD_EXEC,
    RECORD_EXIT,
    RECORD_SIGNAL,
    RECORD_END,
};

/* Flags of a CALL. */
enum call_flag {
    CALL_COMPAT = 1,     /* a 32-bit call: nr is of the other table */
    CALL_NO_ENTER = 2,   /* seen at its exit only, as when seccomp denied it: enterNs is the time of the exit */
    CALL_UNFINISHED = 4, /* the task ended inside it: result says nothing, durationNs lasts to the task's end */
};

struct record_head {
    __u16 type;
    __u16 flags; /* of the record's own type */
    __u32 tid;
};

/* First record. */
struct record_hello {
    struct record_head head; /* tid: of the target's first task */
    __u64 magic;
    __u32 protocol;
    __u32 backend; /* enum backend_class */
    __u32 arch;    /* AUDIT_ARCH_* of <linux/audit.h>: the machine's own abi */
    __u32 clock;   /* CLOCK_MONOTONIC */
    __u64 startNs; /* when the recorder was ready, before the target began */
};

enum backend_class { BACKEND_EBPF = 1, BACKEND_PTRACE = 2 };

/* One system call, enter and exit. A socketcall of i386 is the call that it stands for. */
struct record_call {
    struct record_head head; /* flags: enum call_flag */
    __u32 tgid;
    __s32 nr;
    __u64 enterNs;
    __u64 durationNs;
    __s64 result; /* as the kernel returned it: -4095 to -1 is an error, ERESTART* (-512 to -516) among them */
    __u64 args[6];
};

enum attachment_kind {
    /* data: the string without its NUL. */
    ATTACHED_STRING = 1,
    /* data: a socket address as it lies in memory. */
    ATTACHED_ADDRESS,
    /* data: one string of argv, `item` says which. Items that are not there (a NULL argv) have no attachment. */
    ATTACHED_ARGV,
    /* data: an array of struct iovec as it lies in memory, of 16 bytes each, 8 for CALL_COMPAT. */
    ATTACHED_IOVEC,
    /* data: the two descriptors that pipe or socketpair returned. */
    ATTACHED_FD_PAIR,
    /* data: a structure as it lies in memory; which one, the call and the argument tell. */
    ATTACHED_STRUCT,
    /* data: struct file_object, then the path, when the file has one, without a NUL. item: the descriptor. Of the
     * descriptor that a call returned, of one that came with the message that is its argument, or, before the first
     * call, of one that the target starts with. */
    ATTACHED_OBJECT,
    /* data: the path of the working folder that the target starts with, or that a call has changed to. */
    ATTACHED_FOLDER,
    /* data: the new program's arguments, each with its NUL, from its own memory. Precedes an EXEC when argv could not
     * be read at the enter. */
    ATTACHED_ARG_AREA,
    /* data: the beginning of what a call has read or written, where the recorder was asked for it
     * and there were three or more; of a task that moves a lot, a shorter beginning (dataToTake). */
    ATTACHED_DATA,
    /* data: why backends that were to be taken first do not work here, a line. Follows the HELLO. */
    ATTACHED_REFUSAL,
    /* data: struct socket_object. item: the descriptor of a socket that the call has made, named or connected. */
    ATTACHED_SOCKET,
};

enum attachment_flag {
    ATTACHMENT_MISSING = 1,   /* the memory could not be read; length is 0 */
    ATTACHMENT_TRUNCATED = 2, /* there was more than length */
    ATTACHMENT_LATE = 4,      /* read at the exit: the program may have changed it since the enter. Replaces one that
                                 was missing. */
};

struct record_attachment {
    struct record_head head; /* flags: enum attachment_flag */
    __u8 kind;               /* enum attachment_kind */
    __u8 argument;           /* position of the argument that it belongs to, from 0; 6: the result */
    __u16 item;              /* of an argv, a descriptor of an object; else 0 */
    __u32 length;            /* bytes of data */
    /* data follows */
};

/* What a descriptor refers to, from its inode. */
struct file_object {
    __u32 mode;  /* st_mode */
    __u32 major; /* of a device file, else 0 */
    __u32 minor;
    __u32 unlinked; /* 1: it has no name any more; the path is the one it had */
    __u64 inode;
};

/* What a socket is, and what it is connected with. */
struct socket_object {
    __u32 family, type, protocol;    /* AF_*, SOCK_*, IPPROTO_* */
    __u32 localLength, remoteLength; /* bytes of the addresses; 0: it has none */
    __u32 reserved;
    __u64 inode;
    __u64 peerInode; /* of the Unix socket at the other end; 0: there is none, or nobody has accepted it yet */
    char local[128], remote[128]; /* as struct sockaddr */
};

/* A task began. */
struct record_fork {
    struct record_head head; /* tid: of the parent */
    __u32 tgid;              /* of the parent */
    __u32 childTid;
    __u64 timeNs;
    __u64 cloneFlags; /* CLONE_* of <linux/sched.h>, and the signal at its end in the low byte */
    __u32 childTgid;  /* the parent's: a thread */
    __u32 reserved;
};

/* An execve succeeded. Comes before the CALL. */
struct record_exec {
    struct record_head head; /* tid: the one that the task has from now on, that of the process */
    __u32 tgid;
    __u32 oldTid; /* the one that it had: another one where a thread other than the first has called execve */
    __u64 timeNs;
    __u32 length; /* bytes of the file name that follows; 0: not known, see the call's attachment */
    __u32 reserved;
    /* file name follows */
};

enum exit_flag {
    EXIT_LAST = 1,  /* the last task of its process: the figures of memory and input/output are the process's */
    EXIT_GROUP = 2, /* status is that of the whole process, whatever its first thread has ended with before */
};

/* A task ended. */
struct record_exit {
    struct record_head head; /* flags: enum exit_flag */
    __u32 tgid;
    __s32 status; /* as of wait(2) */
    __u64 timeNs;
    __u64 peakRssKib;       /* of the present program; 0: not known */
    __u64 inheritedRssKib;  /* what ru_maxrss had been before the present program: peakRssKib is not below it where the
                               kernel has released the memory before it can be asked */
    __u64 userNs, systemNs; /* of the task */
    __u64 minorFaults, majorFaults;
    __u64 readChars, writtenChars; /* bytes that went through read and write calls of the task, as in /proc/PID/io */
};

enum signal_flag {
    SIGNAL_IGNORED = 1, /* the kernel threw it away at once, because nobody would have noticed; a tracer by ptrace sees
                           it delivered. tid is the receiver's. */
    SIGNAL_GROUP_STOP = 2, /* not delivered: the task was stopped by it */
};

/* A signal was delivered. */
struct record_signal {
    struct record_head head; /* flags: enum signal_flag */
    __u32 tgid;
    __s32 signal;
    __u64 timeNs;
    __u8 info[48]; /* the beginning of its siginfo_t */
};

enum end_reason {
    END_BY_ITSELF = 0
}; /* else the number of the signal by which the recorder was told to end the tree */

/* Last record. A trace is whole when lost, missed and unbalanced are 0. */
struct record_end {
    struct record_head head; /* tid: of the target's first task */
    __s32 status;            /* of the target, as of wait(2) */
    __u32 endedBy;           /* enum end_reason */
    __u64 timeNs;
    __u64 records;    /* in the stream, without HELLO and END */
    __u64 lost;       /* records that did not fit into the ring */
    __u64 missed;     /* program runs that the kernel refused (recursion) */
    __u64 unbalanced; /* enters without exit or end of the task */
    __u64 ringPeak;   /* bytes: the most that waited in the ring at one time */
};

#endif
