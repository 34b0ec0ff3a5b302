#define _GNU_SOURCE
#include "fuzzer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int32_t fuzz_memory_file(char *path, size_t capacity) {
  int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  int length = snprintf(path, capacity, "/proc/self/fd/%d", descriptor);
  return length < 0 || (size_t)length >= capacity ? -1 : descriptor;
}

int32_t fuzz_replace(int32_t descriptor, const void *bytes, size_t count) {
  if (ftruncate(descriptor, 0) != 0) return -1;
  return pwrite(descriptor, bytes, count, 0) == (ssize_t)count ? 0 : -1;
}

void fuzz_fail(const char *reason) {
  fprintf(stderr, "FAULT: %s\n", reason);
  abort();
}
