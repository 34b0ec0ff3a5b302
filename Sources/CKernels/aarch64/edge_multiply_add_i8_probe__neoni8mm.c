// Eight independent sums of SMMLA, 32 multiply-adds each, twice a round and without memory.
#if defined(__aarch64__)
#include "CKernels.h"

#include <arm_neon.h>

__attribute__((target("i8mm"))) int32_t edge_multiply_add_i8_probe__neoni8mm(size_t rounds) {
  const int8x16_t bytes = vdupq_n_s8(3);
  int32x4_t sums[8];
  for (int i = 0; i < 8; i++) sums[i] = vdupq_n_s32(i);
  for (size_t round = 0; round < 2 * rounds; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      sums[i] = vmmlaq_s32(sums[i], bytes, bytes);
      __asm__("" : "+w"(sums[i])); // Each is done, none becomes a multiplication by the number of rounds.
    }
  }
  for (int i = 1; i < 8; i++) sums[0] = vaddq_s32(sums[0], sums[i]);
  return vaddvq_s32(sums[0]);
}
#endif
