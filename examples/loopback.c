/*
 * A client and a server (a forked child) on a loopback TCP port that the kernel chooses. Everything blocks, so each
 * side makes the same calls in the same order every time; only the port differs.
 *
 * TRACE_GATE_CHANGE: the client connects a second time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef TRACE_GATE_CHANGE
enum { CONNECTIONS = 2 };
#else
enum { CONNECTIONS = 1 };
#endif

/* Messages of one length: a stream has no borders, and MSG_WAITALL makes one call of each. */
enum { MESSAGES = 4, LENGTH = 32 };

static _Noreturn void die(const char *what) {
    perror(what);
    _exit(1);
}

static int listen_somewhere(struct sockaddr_in *address) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0)
        die("socket");
    socklen_t size = sizeof *address;
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)address, size) < 0)
        die("bind");
    if (listen(listener, 4) < 0)
        die("listen");
    if (getsockname(listener, (struct sockaddr *)address, &size) < 0)
        die("getsockname");
    return listener;
}

static _Noreturn void serve(int listener) {
    for (int i = 0; i < CONNECTIONS; i++) {
        int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (connection < 0)
            die("accept4");
        char message[LENGTH];
        while (recv(connection, message, LENGTH, MSG_WAITALL) == LENGTH)
            if (send(connection, message, LENGTH, MSG_NOSIGNAL) != LENGTH)
                die("send");
        close(connection);
    }
    _exit(0);
}

static int talk(const struct sockaddr_in *address) {
    int echoes = 0, connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (const struct sockaddr *)address, sizeof *address) < 0)
        die("connect");
    for (int i = 0; i < MESSAGES; i++) {
        char message[LENGTH] = {0}, echo[LENGTH];
        snprintf(message, sizeof message, "message %d", i);
        if (send(connection, message, LENGTH, MSG_NOSIGNAL) != LENGTH)
            die("send");
        if (recv(connection, echo, LENGTH, MSG_WAITALL) != LENGTH)
            die("recv");
        echoes += memcmp(message, echo, LENGTH) == 0;
    }
    close(connection);
    return echoes;
}

int main(void) {
    struct sockaddr_in address;
    int listener = listen_somewhere(&address);
    pid_t server = fork();
    if (server < 0)
        die("fork");
    if (server == 0)
        serve(listener);
    close(listener); /* if the server dies, the client then gets an error instead of waiting in its queue */
    int echoes = 0, status;
    for (int i = 0; i < CONNECTIONS; i++)
        echoes += talk(&address);
    if (waitpid(server, &status, 0) != server)
        die("waitpid");
    printf("%d of %d messages came back, the server %s\n", echoes, CONNECTIONS * MESSAGES,
           status == 0 ? "ended well" : "failed");
    return status == 0 && echoes == CONNECTIONS * MESSAGES ? 0 : 1;
}
