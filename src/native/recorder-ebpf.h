/* Steps of recording by eBPF, for who is not the one that waits for the target. */
#ifndef TRACE_GATE_RECORDER_EBPF_H
#define TRACE_GATE_RECORDER_EBPF_H

#include "recorder-user.h"

/* By a descriptor, so that no other process can have got its number. */
const char *ebpfArm(int pidFd);
/* Empties the ring from now on. */
bool ebpfStart(void);
/* When nothing of the tree is left. */
void ebpfFinish(struct totals *totals);

#endif
