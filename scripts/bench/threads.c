/* threads COUNT CALLS: that many threads, each with that many system calls. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *callAgain(void *calls) {
    for (long left = (long)calls; left > 0; left--)
        syscall(SYS_getppid);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    int count = atoi(argv[1]);
    pthread_t threads[64];
    if (count < 1 || count > 64)
        return 2;
    for (int i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, callAgain, (void *)atol(argv[2])) != 0)
            return 1;
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
