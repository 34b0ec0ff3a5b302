#define _GNU_SOURCE
#include "CPlatform.h"

#include <string.h>
#include <sys/mman.h>

void *edge_map_memory(size_t byte_count) {
  void *start = mmap(NULL, byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return NULL;
  madvise(start, byte_count, MADV_HUGEPAGE); // A wish: without it the pages are small.
  memset(start, 0, byte_count);
  return start;
}

void edge_unmap_memory(void *start, size_t byte_count) { munmap(start, byte_count); }
