// for round < rounds: for i < 96: sums[i] = fma(0.5, 0.5, sums[i])
//
// 1. Twenty-four vectors of four sums: more chains than any core's latency needs.
#if defined(__aarch64__)
#include "CKernels.h"
#include "lanes_neon.h"

#pragma STDC FP_CONTRACT OFF

EDGE_KERNEL float edge_multiply_add_probe__neon(size_t rounds) {
  float32x4_t sums[24];
  for (int i = 0; i < 24; i++) sums[i] = vdupq_n_f32((float)i);
  const float32x4_t half = vdupq_n_f32(0.5f);
  for (size_t round = 0; round < rounds; round++)
#pragma clang loop unroll(full)
    for (int i = 0; i < 24; i++) sums[i] = vfmaq_f32(sums[i], half, half);

  float sum = 0;
  for (int i = 0; i < 24; i++) sum += vaddvq_f32(sums[i]);
  return sum;
}
#endif
