/* Four threads and one lock, often contended: the number of futex calls is another one in every run. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define THREADS 4
#define ROUNDS 500

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long total;

static void *work(void *unused) {
  (void)unused;
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&lock);
    for (volatile int spin = 0; spin < 200; spin++) {
    }
    total++;
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static void write_result(long value) {
  char text[32];
  int length = snprintf(text, sizeof text, "%08ld\n", value);
  int fd = open("result.txt", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (write(fd, text, length) != length) _exit(2);
  close(fd);
}

int main(void) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  write_result(total);
  return total == THREADS * ROUNDS ? 0 : 1;
}
