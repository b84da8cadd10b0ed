/* `recorder --serve` records by eBPF for a recorder without privileges, which has started it through sudo: it loads the
 * programs, and writes what they see into a descriptor that it was given. The target, every path and everything that a
 * caller may choose stay on the other side.
 *
 * Its standard input is a socket of whole messages; it answers each request with one reply, and ends with the socket.
 */
#ifndef TRACE_GATE_RECORDER_SERVE_H
#define TRACE_GATE_RECORDER_SERVE_H

#include "recorder-user.h"

enum serve_what {
    SERVE_PREPARE = 1, /* with the descriptor of the stream */
    SERVE_ARM,         /* once */
    SERVE_FINISH,      /* answered when everything is written */
};

struct serve_request {
    uint32_t what;
    uint32_t maxData;
    uint64_t ringBytes;
    int64_t pid;
};

struct serve_reply {
    int32_t error; /* errno; `failed` is empty where nothing failed */
    char failed[92];
    struct totals totals;
};

int serve(void);

#endif
