/// Counts heap allocations of the whole process by standing in front of malloc.
#ifndef CALLOCATION_COUNTER_H
#define CALLOCATION_COUNTER_H

#include <stdint.h>

/// Allocations (malloc, calloc, realloc, aligned) of all threads so far, or -1 where they cannot be counted
/// (a C library other than glibc, or a sanitizer that owns malloc).
int64_t edge_allocation_count(void);

#endif
