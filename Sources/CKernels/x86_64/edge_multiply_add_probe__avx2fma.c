// for round < rounds: for i < 96: sums[i] = fma(0.5, 0.5, sums[i])
//
// 1. Twelve vectors of eight sums: more chains than the two units' latency needs.
#if defined(__x86_64__)
#include "CKernels.h"

#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF

__attribute__((target("avx2,fma"))) float edge_multiply_add_probe__avx2fma(size_t rounds) {
  __m256 sums[12];
  for (int i = 0; i < 12; i++) sums[i] = _mm256_set1_ps((float)i);
  const __m256 half = _mm256_set1_ps(0.5f);
  for (size_t round = 0; round < rounds; round++)
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) sums[i] = _mm256_fmadd_ps(half, half, sums[i]);

  float sum = 0;
  for (int i = 0; i < 12; i++)
    for (int lane = 0; lane < 8; lane++) sum += sums[i][lane];
  return sum;
}
#endif
