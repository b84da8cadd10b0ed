/*
 * Replaces a file so that a crash leaves the old or the new one, never half of it: write a temporary file, fsync it,
 * rename it over the name, fsync the folder. A forked child does it; the parent reads back what is there.
 *
 *   file_transaction [FOLDER]        default build/examples/data; its parent folder has to exist
 *
 * Removes what it made, in order, so that every run finds the same and makes the same calls.
 *
 * TRACE_GATE_CHANGE: forgets the fsync before the rename.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char temporary[] = "journal.tmp", final[] = "journal";
static const char header[] = "journal 1\n", body[] = "debit  alice 100\ncredit bob   100\n";

static _Noreturn void die(const char *what) {
    perror(what);
    _exit(1);
}

static void put(int fd, const char *text) {
    if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
        die("write");
}

static _Noreturn void commit(int folder) {
    /* O_TRUNC and not O_EXCL: a run that was killed may have left one. */
    int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        die(temporary);
    put(fd, header);
    put(fd, body);
#ifndef TRACE_GATE_CHANGE
    if (fsync(fd) < 0)
        die("fsync of the file");
#endif
    if (close(fd) < 0)
        die("close");
    if (renameat(folder, temporary, folder, final) < 0)
        die("renameat");
    if (fsync(folder) < 0)
        die("fsync of the folder");
    _exit(0);
}

static ssize_t readBack(int folder, char *text, size_t size) {
    int fd = openat(folder, final, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        die(final);
    ssize_t length = read(fd, text, size);
    close(fd);
    return length;
}

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "build/examples/data";
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        die(path);
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status;
    if (folder < 0)
        die(path);
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child == 0)
        commit(folder);
    if (waitpid(child, &status, 0) != child)
        die("waitpid");
    if (status != 0)
        return 1;

    char text[256], expected[256];
    ssize_t length = readBack(folder, text, sizeof text);
    int size = snprintf(expected, sizeof expected, "%s%s", header, body);
    int intact = length == size && memcmp(text, expected, (size_t)size) == 0;

    if (unlinkat(folder, final, 0) < 0)
        die("unlinkat");
    close(folder);
    if (rmdir(path) < 0)
        die("rmdir");
    printf("%zd bytes read back, %s\n", length, intact ? "as written" : "damaged");
    return intact ? 0 : 1;
}
