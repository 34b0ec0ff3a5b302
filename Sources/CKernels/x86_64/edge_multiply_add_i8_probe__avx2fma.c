// Eight independent sums as edge_gemm_i8 makes them, 32 multiply-adds each, twice a round and without memory.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx2fma.h"

__attribute__((target("avx2,fma"))) int32_t edge_multiply_add_i8_probe__avx2fma(size_t rounds) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i bytes = _mm256_set1_epi8(3), sums[8];
  for (int i = 0; i < 8; i++) sums[i] = _mm256_set1_epi32(i);
  for (size_t round = 0; round < 2 * rounds; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      __asm__("" : "+x"(bytes)); // As if new bytes had come.
      const __m256i pairs = _mm256_maddubs_epi16(bytes, _mm256_sign_epi8(bytes, bytes));
      sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(pairs, ones));
    }
  }
  for (int i = 1; i < 8; i++) sums[0] = _mm256_add_epi32(sums[0], sums[i]);
  uint32_t lanes[8], sum = 0; // They wrap.
  _mm256_storeu_si256((__m256i *)lanes, sums[0]);
  for (int i = 0; i < 8; i++) sum += lanes[i];
  return (int32_t)sum;
}
#endif
