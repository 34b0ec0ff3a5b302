#ifndef EDGE_TESTS_FUZZER_H
#define EDGE_TESTS_FUZZER_H

#include <stddef.h>
#include <stdint.h>

// libFuzzer's own mutations, for a mutator that works on a part of the input.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

// An anonymous file in memory, by the path that opens it.
int32_t fuzz_memory_file(char *path, size_t capacity);

// Makes the file's content these bytes; 0 when done.
int32_t fuzz_replace(int32_t descriptor, const void *bytes, size_t count);

// Says why an input is a fault, and ends the process as libFuzzer expects it.
_Noreturn void fuzz_fail(const char *reason);

#endif
