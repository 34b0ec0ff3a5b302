// Eight independent sums as edge_gemm_i8 makes them, 16 multiply-adds each, four times a round and without memory.
#if defined(__aarch64__)
#include "CKernels.h"

#include <arm_neon.h>

int32_t edge_multiply_add_i8_probe__neon(size_t rounds) {
  int8x8_t bytes = vdup_n_s8(3);
  int32x4_t sums[8];
  for (int i = 0; i < 8; i++) sums[i] = vdupq_n_s32(i);
  for (size_t round = 0; round < 4 * rounds; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      __asm__("" : "+w"(bytes)); // As if new bytes had come.
      sums[i] = vpadalq_s16(sums[i], vmlal_s8(vmull_s8(bytes, bytes), bytes, bytes));
    }
  }
  for (int i = 1; i < 8; i++) sums[0] = vaddq_s32(sums[0], sums[i]);
  return vaddvq_s32(sums[0]);
}
#endif
