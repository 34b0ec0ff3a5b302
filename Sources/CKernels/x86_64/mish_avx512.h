/// Mish of sixteen floats: the arithmetic of mish_avx2fma.h.
#ifndef EDGE_MISH_AVX512_H
#define EDGE_MISH_AVX512_H

#include "lanes_avx512.h"

/// e^x for x from -87 to 20, within 1 ulp: 2^k * e^r, e^r the Taylor polynomial of degree 7.
EDGE_INLINE __m512 exponential(__m512 x) {
  const __m512 k = _mm512_roundscale_ps(
      _mm512_mul_ps(x, _mm512_set1_ps(0x1.715476p+0f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m512 r = _mm512_fnmadd_ps(k, _mm512_set1_ps(0x1.62e400p-1f), x);
  r = _mm512_fnmadd_ps(k, _mm512_set1_ps(0x1.7f7d1cp-20f), r);
  __m512 sum = _mm512_set1_ps(0x1.a01a02p-13f);                   // 1/5040
  sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(0x1.6c16c2p-10f)); // 1/720
  sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(0x1.111112p-7f));  // 1/120
  sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(0x1.555556p-5f));  // 1/24
  sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(0x1.555556p-3f));  // 1/6
  sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(0.5f));
  sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f));
  sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f));
  const __m512i exponent = _mm512_slli_epi32(_mm512_cvtps_epi32(k), 23);
  return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(sum), exponent));
}

/// x n / (n + 2) with n = e^x (e^x + 2); -0 below -87, x from 20 on, NaN for NaN.
EDGE_INLINE __m512 mish(__m512 x) {
  const __m512 lowest = _mm512_set1_ps(-87.0f), two = _mm512_set1_ps(2.0f);
  // Of a NaN, max and min return the second operand; the final product makes it NaN again.
  const __m512 bounded = _mm512_min_ps(_mm512_max_ps(x, lowest), _mm512_set1_ps(20.0f));
  const __m512 power = exponential(bounded);
  const __m512 n = _mm512_mul_ps(power, _mm512_add_ps(power, two));
  const __m512 product = _mm512_mul_ps(x, _mm512_div_ps(n, _mm512_add_ps(n, two)));
  const __mmask16 is_low = _mm512_cmp_ps_mask(x, lowest, _CMP_LT_OQ);
  return _mm512_mask_mov_ps(product, is_low, _mm512_set1_ps(-0.0f));
}

#endif
