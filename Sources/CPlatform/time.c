#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <sys/resource.h>
#include <time.h>

static uint64_t nanoseconds_of(clockid_t clock) {
  struct timespec now = {0};
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t edge_monotonic_ns(void) { return nanoseconds_of(CLOCK_MONOTONIC); }

uint64_t edge_processor_time_ns(void) { return nanoseconds_of(CLOCK_PROCESS_CPUTIME_ID); }

void edge_sleep_until_ns(uint64_t deadline_ns) {
  struct timespec deadline = {
      .tv_sec = (time_t)(deadline_ns / 1000000000u),
      .tv_nsec = (long)(deadline_ns % 1000000000u),
  };
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR) {
  }
}

uint64_t edge_page_faults(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return (uint64_t)usage.ru_minflt + (uint64_t)usage.ru_majflt;
}
