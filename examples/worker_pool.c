/*
 * A queue under a mutex and a condition variable, and four threads that empty it. Who takes which item, and how often
 * somebody waits, is different in every run; the result is not.
 *
 * TRACE_GATE_CHANGE: a fifth thread.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef TRACE_GATE_CHANGE
enum { WORKERS = 5 };
#else
enum { WORKERS = 4 };
#endif

enum { ITEMS = 64, PER_ITEM = 1000 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int pushed, taken, done;
    bool closed;
    unsigned long long steps;
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* Steps until 1 in the Collatz sequences of a thousand numbers. */
static unsigned long long work(int item) {
    unsigned long long steps = 0;
    for (int i = 0; i < PER_ITEM; i++)
        for (unsigned long long n = (unsigned long long)item * PER_ITEM + (unsigned long long)i + 1; n != 1; steps++)
            n = n % 2 ? 3 * n + 1 : n / 2;
    return steps;
}

/* Allocates nothing: the first malloc of a thread makes an arena of its own, and when is a matter of luck. */
static void *worker(void *unused) {
    pthread_mutex_lock(&queue.lock);
    for (;;) {
        while (queue.taken == queue.pushed && !queue.closed)
            pthread_cond_wait(&queue.changed, &queue.lock);
        if (queue.taken == queue.pushed)
            break;
        int item = queue.taken++;
        pthread_mutex_unlock(&queue.lock);
        unsigned long long steps = work(item);
        pthread_mutex_lock(&queue.lock);
        queue.steps += steps;
        queue.done++;
    }
    pthread_mutex_unlock(&queue.lock);
    return unused;
}

int main(void) {
    pthread_t workers[WORKERS];
    /* All threads before the first item: one that ended early would leave its stack to the next. */
    for (int i = 0; i < WORKERS; i++) {
        if (pthread_create(&workers[i], NULL, worker, NULL) != 0) {
            fputs("pthread_create failed\n", stderr);
            return 1;
        }
    }
    for (int i = 0; i < ITEMS; i++) {
        pthread_mutex_lock(&queue.lock);
        queue.pushed++;
        pthread_cond_signal(&queue.changed);
        pthread_mutex_unlock(&queue.lock);
    }
    pthread_mutex_lock(&queue.lock);
    queue.closed = true;
    pthread_cond_broadcast(&queue.changed);
    pthread_mutex_unlock(&queue.lock);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i], NULL);
    printf("%d workers did %d items: %llu steps\n", WORKERS, queue.done, queue.steps);
    return queue.done == ITEMS && queue.steps == 6590732ULL ? 0 : 1;
}
