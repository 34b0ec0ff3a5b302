#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/// Whole pages that hold `byte_count` bytes.
static size_t pages_of(size_t byte_count) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (byte_count + page - 1) / page * page;
}

enum { HUGE_PAGE = 2 << 20 };

static void *map(size_t byte_count) {
  void *start = mmap(NULL, byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

/// Maps memory that begins where a huge page may, or anywhere if it is less than one.
static void *map_aligned(size_t byte_count) {
  if (byte_count < HUGE_PAGE || byte_count > SIZE_MAX - HUGE_PAGE - pages_of(1)) return map(byte_count);
  const size_t mapped = pages_of(byte_count) + HUGE_PAGE;
  char *start = map(mapped);
  if (!start) return NULL;
  const size_t before = -(uintptr_t)start % HUGE_PAGE;
  if (before > 0) munmap(start, before);
  munmap(start + before + pages_of(byte_count), HUGE_PAGE - before);
  return start + before;
}

void *edge_map_memory(size_t byte_count) {
  void *start = map_aligned(byte_count);
  if (!start) return NULL;
  madvise(start, byte_count, MADV_HUGEPAGE); // A wish: without it the pages are small.
  memset(start, 0, byte_count);
  return start;
}

void edge_unmap_memory(void *start, size_t byte_count) { munmap(start, byte_count); }

int32_t edge_lock_memory(void) { return mlockall(MCL_CURRENT) != 0 ? -errno : 0; }

void *edge_map_guarded(size_t byte_count) {
  const size_t readable = pages_of(byte_count), page = pages_of(1);
  char *start = map(readable + page);
  if (!start) return NULL;
  if (mprotect(start + readable, page, PROT_NONE) != 0) {
    munmap(start, readable + page);
    return NULL;
  }
  return start + readable - byte_count;
}

void edge_unmap_guarded(void *start, size_t byte_count) {
  const size_t readable = pages_of(byte_count);
  munmap((char *)start + byte_count - readable, readable + pages_of(1));
}
