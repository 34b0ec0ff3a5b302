/// Mish of sixteen floats.
#ifndef EDGE_MISH_AVX512_H
#define EDGE_MISH_AVX512_H

#include "lanes_avx512.h"

typedef __m512 mish_lanes;

EDGE_INLINE __m512 all(float value) { return _mm512_set1_ps(value); }
EDGE_INLINE __m512 fused(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
EDGE_INLINE __m512 nearest(__m512 x) {
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
EDGE_INLINE __m512 power_of_two(__m512 k) {
  const __m512i exponent = _mm512_add_epi32(_mm512_cvtps_epi32(k), _mm512_set1_epi32(127));
  return _mm512_castsi512_ps(_mm512_slli_epi32(exponent, 23));
}
EDGE_INLINE __m512 lesser(__m512 a, __m512 b) { return _mm512_min_ps(a, b); }
EDGE_INLINE __m512 greater(__m512 a, __m512 b) { return _mm512_max_ps(a, b); }
EDGE_INLINE __m512 with_sign(__m512 y, __m512 x) {
  const __m512i sign = _mm512_and_epi32(_mm512_castps_si512(x), _mm512_set1_epi32(INT32_MIN));
  return _mm512_castsi512_ps(_mm512_or_epi32(_mm512_castps_si512(y), sign));
}
EDGE_INLINE __m512 zero_below(__m512 limit, __m512 x, __m512 y) {
  // Not below, or not a number.
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, limit, _CMP_NLT_UQ), y);
}

#include "../shared/mish.h"

#endif
