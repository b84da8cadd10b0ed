/* The recorder by eBPF, user side: loads the programs, empties the ring, and knows when the tree has ended. */
#define _GNU_SOURCE
#include "recorder-ebpf.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recorder-task.h"
#include "recorder.skel.h"

enum {
    BATCH_BYTES = 1 << 18, /* given back to the kernel at one time: what is copied is still in the cache */
    POLL_MS = 100,
    CANARY_CALLS = 16,
};

static struct recorder_bpf *bpf;
static struct {
    size_t size;
    _Atomic unsigned long *consumed;
    const _Atomic unsigned long *produced;
    const char *data; /* mapped twice in a row, so that no record is cut at the end */
    int wakeFd, closeFd;
    pthread_t thread;
    atomic_bool closing;
    uint64_t records, peak;
} ring;

static int quiet(enum libbpf_print_level level, const char *format, va_list args) {
    (void)level, (void)format, (void)args;
    return 0;
}

static const char *mapRing(size_t bytes) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int fd = bpf_map__fd(bpf->maps.ring);
    char *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    const char *producer = mmap(NULL, page + 2 * bytes, PROT_READ, MAP_SHARED, fd, (off_t)page);
    if (consumer == MAP_FAILED || producer == MAP_FAILED)
        return "map of the ring";
    ring.size = bytes;
    ring.consumed = (void *)consumer;
    ring.produced = (const void *)producer;
    ring.data = producer + page;
    ring.wakeFd = epoll_create1(EPOLL_CLOEXEC);
    ring.closeFd = eventfd(0, EFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN};
    bool waits = ring.wakeFd >= 0 && ring.closeFd >= 0 && epoll_ctl(ring.wakeFd, EPOLL_CTL_ADD, fd, &event) == 0 &&
                 epoll_ctl(ring.wakeFd, EPOLL_CTL_ADD, ring.closeFd, &event) == 0;
    return waits ? NULL : "epoll";
}

/* The task belongs to the tree from now on. */
static const char *follow(int pidFd, struct task_state state) {
    return bpf_map_update_elem(bpf_map__fd(bpf->maps.tasks), &pidFd, &state, BPF_ANY) ? "task storage" : NULL;
}

static _Noreturn void beCanary(const int gate[2]) {
    char go;
    close(gate[1]);
    if (read(gate[0], &go, 1) != 1)
        _exit(1);
    for (int i = 0; i < CANARY_CALLS; i++)
        syscall(SYS_getppid);
    _exit(0);
}

/* How many of its calls are in the ring, which is empty afterwards. */
static unsigned canaryCalls(void) {
    unsigned calls = 0;
    unsigned long at = atomic_load(ring.consumed), end = atomic_load(ring.produced);
    while (at < end) {
        const uint32_t *frame = (const void *)(ring.data + (at & (ring.size - 1)));
        const struct record_call *call = (const void *)(frame + FRAME_HEAD / sizeof *frame);
        calls += call->head.type == RECORD_CALL && call->nr == SYS_getppid;
        at += (*frame + FRAME_HEAD + 7) & ~7UL;
    }
    atomic_store(ring.consumed, end);
    return calls;
}

/* Programs that load and attach may still see nothing, or not all: a process whose calls are known tells. */
static const char *tryCanary(void) {
    int gate[2], status = 0;
    pid_t pid = pipe2(gate, O_CLOEXEC) < 0 ? -1 : fork();
    if (pid == 0)
        beCanary(gate);
    if (pid < 0)
        return "start of the canary";
    struct task_state inRead = {.flags = FRESH, .tid = (uint32_t)pid, .tgid = (uint32_t)pid};
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    const char *failed = fd < 0 ? "pidfd_open" : follow(fd, inRead);
    if (write(gate[1], "", failed ? 0 : 1) < 0)
        failed = "start of the canary";
    close(gate[0]);
    close(gate[1]);
    close(fd);
    waitpid(pid, &status, 0);
    unsigned seen = canaryCalls();
    if (failed || (status == 0 && seen == CANARY_CALLS && bpf->bss->lost + bpf->bss->unbalanced == 0))
        return failed;
    errno = ENODATA;
    return "calls of the canary";
}

static const char *prepare(size_t ringBytes, uint32_t maxData) {
    libbpf_set_print(quiet);
    /* Before 5.11 maps counted as locked memory. */
    setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    bpf = recorder_bpf__open();
    if (!bpf)
        return "open of the BPF program";
    bpf_map__set_max_entries(bpf->maps.ring, (uint32_t)ringBytes);
    bpf->rodata->maxData = maxData;
    bpf->rodata->wakeAt = ringBytes / 8;
    if ((errno = -recorder_bpf__load(bpf)))
        return "load of the BPF program";
    const char *failed = mapRing(ringBytes);
    if (failed)
        return failed;
    if ((errno = -recorder_bpf__attach(bpf)))
        return "attach";
    return tryCanary();
}

const char *ebpfArm(int pidFd) { return follow(pidFd, (struct task_state){.flags = WAITING}); }

static const char *arm(pid_t pid) {
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0)
        return "pidfd_open";
    const char *failed = ebpfStart() ? ebpfArm(fd) : "thread";
    close(fd);
    return failed;
}

/* How many bytes of whole records lie at `from`; counts them. */
static unsigned long wholeRecords(unsigned long from, unsigned long to) {
    unsigned long at = from;
    while (at < to && at - from < BATCH_BYTES) {
        const _Atomic uint32_t *head = (const void *)(ring.data + (at & (ring.size - 1)));
        uint32_t length = atomic_load_explicit(head, memory_order_acquire);
        if (length & BPF_RINGBUF_BUSY_BIT)
            break;
        at += ((length & ~BPF_RINGBUF_DISCARD_BIT) + FRAME_HEAD + 7) & ~7UL;
        ring.records++;
    }
    return at - from;
}

static void drain(void) {
    for (;;) {
        unsigned long from = atomic_load_explicit(ring.consumed, memory_order_relaxed);
        unsigned long to = atomic_load_explicit(ring.produced, memory_order_acquire);
        if (to - from > ring.peak)
            ring.peak = to - from;
        unsigned long bytes = wholeRecords(from, to);
        if (bytes == 0)
            return;
        outputFrames(ring.data + (from & (ring.size - 1)), bytes);
        atomic_store_explicit(ring.consumed, from + bytes, memory_order_release);
    }
}

static void *consume(void *unused) {
    /* Ahead of whatever the target does: a ring of any size is full when its reader gets no turn. */
    struct sched_param priority = {.sched_priority = 1};
    sched_setscheduler(0, SCHED_FIFO, &priority);
    while (!ring.closing) {
        struct epoll_event event;
        epoll_wait(ring.wakeFd, &event, 1, POLL_MS);
        drain();
    }
    drain();
    return unused;
}

static uint64_t missedRuns(void) {
    uint64_t missed = 0;
    struct bpf_program *program;
    bpf_object__for_each_program(program, bpf->obj) {
        struct bpf_prog_info info = {0};
        uint32_t length = sizeof info;
        /* A kernel that doesn't say may have missed some. */
        missed += bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length) < 0 ? 1 : info.recursion_misses;
    }
    return missed;
}

bool ebpfStart(void) { return outputQueue() && (errno = pthread_create(&ring.thread, NULL, consume, NULL)) == 0; }

void ebpfFinish(struct totals *totals) {
    recorder_bpf__detach(bpf); /* at once: every other process pays for it */
    ring.closing = true;
    eventfd_write(ring.closeFd, 1);
    pthread_join(ring.thread, NULL);
    totals->records = ring.records;
    totals->lost = bpf->bss->lost;
    totals->unbalanced = bpf->bss->unbalanced;
    totals->missed = missedRuns();
    totals->ringPeak = ring.peak;
    recorder_bpf__destroy(bpf);
}

/* A process is waited for when its tasks have passed the exit hook, so that the last record is in the ring when nothing
 * is left. */
static int run(pid_t pid, struct totals *totals) {
    int status = awaitTree(pid);
    ebpfFinish(totals);
    return status;
}

const struct backend ebpfBackend = {"ebpf", BACKEND_EBPF, prepare, arm, run};
