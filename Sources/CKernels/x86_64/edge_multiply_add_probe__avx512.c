// for round < rounds: for i < 96: sums[i] = fma(0.5, 0.5, sums[i])
//
// 1. Twelve vectors of sixteen sums, more chains than the two units' latency needs: two rounds at once, an odd last one
//    left out.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx512.h"

#pragma STDC FP_CONTRACT OFF

__attribute__((target("avx512f,avx512bw,avx512vl"))) float edge_multiply_add_probe__avx512(size_t rounds) {
  __m512 sums[12];
  for (int i = 0; i < 12; i++) sums[i] = _mm512_set1_ps((float)i);
  const __m512 half = _mm512_set1_ps(0.5f);
  for (size_t round = 0; round + 2 <= rounds; round += 2)
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) sums[i] = _mm512_fmadd_ps(half, half, sums[i]);

  float sum = 0;
  for (int i = 0; i < 12; i++)
    for (int lane = 0; lane < 16; lane++) sum += sums[i][lane];
  return sum;
}
#endif
