/* The recorder: what it may do beyond its caller, by file capabilities, and that nobody else gets it. */
#define _GNU_SOURCE
#include "recorder-user.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CAP_PERFMON /* Linux 5.8 */
#define CAP_PERFMON 38
#define CAP_BPF 39
#endif

/* To load and attach BPF programs, and to empty the ring in time. */
static const int needed[] = {CAP_BPF, CAP_PERFMON, CAP_SYS_NICE};

typedef struct __user_cap_data_struct cap_words[_LINUX_CAPABILITY_U32S_3];

static bool setCapabilities(const cap_words words) {
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    return syscall(SYS_capset, &head, words) == 0;
}

/* Of what it may have, what it needs, and nothing to inherit. */
static bool reduceCapabilities(bool effective) {
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    cap_words has, words = {0};
    if (syscall(SYS_capget, &head, has) < 0)
        return false;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        int word = CAP_TO_INDEX(needed[i]);
        words[word].permitted |= has[word].permitted & CAP_TO_MASK(needed[i]);
        words[word].effective = effective ? words[word].permitted : 0;
    }
    return setCapabilities(words);
}

bool isPrivileged(void) { return getauxval(AT_SECURE) != 0; }

const char *holdPrivileges(void) {
    if (!isPrivileged())
        return NULL;
    /* It would open files, search PATH and kill with another identity than its caller's. */
    if (getuid() != geteuid() || getgid() != getegid())
        return "not as a set-user-ID or set-group-ID program: give it file capabilities, or sudo";
    /* fs.suid_dumpable may be otherwise; core files and descriptors of ours are not our caller's. */
    return reduceCapabilities(false) && prctl(PR_SET_DUMPABLE, 0) == 0 ? NULL : "its capabilities can't be limited";
}

bool usePrivileges(void) { return !isPrivileged() || reduceCapabilities(true); }

bool dropPrivileges(void) {
    if (!isPrivileged())
        return true;
    prctl(PR_SET_KEEPCAPS, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    /* Who gains capabilities by its exec belongs to root in /proc; who has none any more is its caller's again. */
    return setCapabilities((cap_words){0}) && prctl(PR_SET_DUMPABLE, 1) == 0;
}

char **callersEnvironment(void) {
    if (!isPrivileged())
        return environ;
    /* The C library has removed from ours what a program with privileges must not heed. The target has none, and gets
     * it all: TMPDIR, LD_LIBRARY_PATH. */
    size_t size = 0, room = 0, count = 0;
    char *text = NULL;
    int fd = open("/proc/self/environ", O_RDONLY | O_CLOEXEC);
    for (ssize_t n = 1; fd >= 0 && n > 0; size += n > 0 ? (size_t)n : 0) {
        if (room - size < 4096 && !(text = realloc(text, (room += 1 << 16) + 1)))
            return NULL;
        n = read(fd, text + size, room - size);
        if (n < 0)
            return NULL;
    }
    if (fd < 0)
        return NULL;
    close(fd);
    text[size] = 0;
    for (size_t i = 0; i < size; i++)
        count += !text[i];
    char **all = calloc(count + 1, sizeof *all);
    if (!all)
        return NULL;
    count = 0;
    for (char *entry = text; entry < text + size; entry += strlen(entry) + 1)
        all[count++] = entry;
    return all;
}
