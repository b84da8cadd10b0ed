/* Two producers and two consumers around a short queue: who waits how often is up to the scheduler. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define ITEMS 400
#define ROOM 4

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static pthread_cond_t emptied = PTHREAD_COND_INITIALIZER;
static int queue[ROOM], queued, taken;
static long sum;

static void *produce(void *unused) {
  (void)unused;
  for (int i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&lock);
    while (queued == ROOM) pthread_cond_wait(&emptied, &lock);
    queue[queued++] = i;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static void *consume(void *unused) {
  (void)unused;
  /* changed here */
  for (;;) {
    pthread_mutex_lock(&lock);
    while (queued == 0 && taken < 2 * ITEMS) pthread_cond_wait(&filled, &lock);
    if (queued == 0) break;
    sum += queue[--queued];
    if (++taken == 2 * ITEMS) pthread_cond_broadcast(&filled);
    pthread_cond_signal(&emptied);
    pthread_mutex_unlock(&lock);
  }
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, i < 2 ? produce : consume, NULL);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  int fd = open("result.txt", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  dprintf(fd, "%ld\n", sum);
  fsync(fd);
  close(fd);
  return 0;
}
