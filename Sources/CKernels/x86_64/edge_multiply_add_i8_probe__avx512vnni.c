// Eight independent sums of VPDPBUSD, 64 multiply-adds each, without memory.
#if defined(__x86_64__)
#include "CKernels.h"

#include <immintrin.h>

__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))) int32_t edge_multiply_add_i8_probe__avx512vnni(
    size_t rounds) {
  const __m512i bytes = _mm512_set1_epi8(3);
  __m512i sums[8];
  for (int i = 0; i < 8; i++) sums[i] = _mm512_set1_epi32(i);
  for (size_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      sums[i] = _mm512_dpbusd_epi32(sums[i], bytes, bytes);
      __asm__("" : "+v"(sums[i])); // Each is done, none becomes a multiplication by the number of rounds.
    }
  }
  for (int i = 1; i < 8; i++) sums[0] = _mm512_add_epi32(sums[0], sums[i]);
  return _mm512_reduce_add_epi32(sums[0]);
}
#endif
