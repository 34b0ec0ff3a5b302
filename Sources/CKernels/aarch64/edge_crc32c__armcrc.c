#if defined(__aarch64__)
#include "CKernels.h"

#include <arm_acle.h>
#include <string.h>

__attribute__((target("crc"))) uint32_t edge_crc32c__armcrc(uint32_t state, const void *bytes, size_t count) {
  const unsigned char *next = bytes;
  for (; count >= 8; count -= 8, next += 8) {
    uint64_t word;
    memcpy(&word, next, 8);
    state = __crc32cd(state, word);
  }
  for (; count > 0; count--, next++) state = __crc32cb(state, *next);
  return state;
}
#endif
