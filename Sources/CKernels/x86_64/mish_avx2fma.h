/// Mish of eight floats.
#ifndef EDGE_MISH_AVX2FMA_H
#define EDGE_MISH_AVX2FMA_H

#include "lanes_avx2fma.h"

typedef __m256 mish_lanes;

EDGE_INLINE __m256 all(float value) { return _mm256_set1_ps(value); }
EDGE_INLINE __m256 fused(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
EDGE_INLINE __m256 nearest(__m256 x) {
  return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
EDGE_INLINE __m256 power_of_two(__m256 k) {
  const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(k), _mm256_set1_epi32(127));
  return _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23));
}
EDGE_INLINE __m256 lesser(__m256 a, __m256 b) { return _mm256_min_ps(a, b); }
EDGE_INLINE __m256 greater(__m256 a, __m256 b) { return _mm256_max_ps(a, b); }
EDGE_INLINE __m256 with_sign(__m256 y, __m256 x) {
  return _mm256_or_ps(y, _mm256_and_ps(x, _mm256_set1_ps(-0.0f)));
}
EDGE_INLINE __m256 zero_below(__m256 limit, __m256 x, __m256 y) {
  return _mm256_andnot_ps(_mm256_cmp_ps(x, limit, _CMP_LT_OQ), y);
}

#include "../shared/mish.h"

#endif
