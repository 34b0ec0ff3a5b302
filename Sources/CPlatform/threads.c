#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct {
  edge_thread_body body;
  void *context;
} thread_start;

enum { TOUCHED_STACK = 64 << 10, LEAST_PAGE = 4096 };

/// Has the system give a thread the stack that steps use: one that comes to its first part late would wait for it then.
static __attribute__((noinline)) void touch_stack(void) {
  volatile char stack[TOUCHED_STACK];
  __asm__ volatile("" : : "r"(stack) : "memory"); // Else the compiler keeps only the bytes that are written.
  for (size_t i = 0; i < sizeof stack; i += LEAST_PAGE) stack[i] = 0;
}

static void *run_thread(void *raw) {
  thread_start start = *(thread_start *)raw;
  free(raw);
  touch_stack();
  start.body(start.context);
  return NULL;
}

int32_t edge_thread_start(uintptr_t *thread, edge_thread_body body, void *context) {
  thread_start *start = malloc(sizeof *start);
  if (start == NULL) return -12; // ENOMEM
  *start = (thread_start){body, context};
  pthread_t handle;
  int error = pthread_create(&handle, NULL, run_thread, start);
  if (error != 0) {
    free(start);
    return -error;
  }
  *thread = (uintptr_t)handle;
  return 0;
}

void edge_thread_join(uintptr_t thread) { pthread_join((pthread_t)thread, NULL); }

int32_t edge_online_processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int32_t)count : 1;
}

int32_t edge_allowed_processor(int32_t index) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return -1;
  for (int32_t processor = 0; processor < CPU_SETSIZE; processor++)
    if (CPU_ISSET(processor, &set) && index-- == 0) return processor;
  return -1;
}

int32_t edge_current_processor(void) { return sched_getcpu(); }

int32_t edge_restrict_thread(const int32_t *processors, int32_t count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int32_t i = 0; i < count; i++) CPU_SET(processors[i], &set);
  return sched_setaffinity(0, sizeof set, &set) != 0 ? -errno : 0;
}

int32_t edge_set_real_time(int32_t priority) {
  const struct sched_param param = {.sched_priority = priority};
  return sched_setscheduler(0, SCHED_FIFO, &param) != 0 ? -errno : 0;
}

void edge_wait_while_equal(const void *word, uint32_t expected) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

void edge_wake_all(const void *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 0x7fffffff, NULL, NULL, 0);
}

void edge_yield(void) { sched_yield(); }

void edge_spin_hint(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory"); // On these cores `yield` is a no-op; `isb` waits a few cycles.
#endif
}
