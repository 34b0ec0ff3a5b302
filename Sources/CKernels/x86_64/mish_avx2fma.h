/// Mish of eight floats.
#ifndef EDGE_MISH_AVX2FMA_H
#define EDGE_MISH_AVX2FMA_H

#include "lanes_avx2fma.h"

/// e^x for x from -87 to 20, within 1 ulp.
///
///     e^x = 2^k * e^r,  k = round(x / ln 2),  r = x - k ln 2 with ln 2 in two parts
///
/// e^r is the Taylor polynomial of degree 7; the NEON kernel has the same coefficients in the same order.
EDGE_INLINE __m256 exponential(__m256 x) {
  const __m256 k = _mm256_round_ps(
      _mm256_mul_ps(x, _mm256_set1_ps(0x1.715476p+0f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m256 r = _mm256_fnmadd_ps(k, _mm256_set1_ps(0x1.62e400p-1f), x);
  r = _mm256_fnmadd_ps(k, _mm256_set1_ps(0x1.7f7d1cp-20f), r);
  __m256 sum = _mm256_set1_ps(0x1.a01a02p-13f);                   // 1/5040
  sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(0x1.6c16c2p-10f)); // 1/720
  sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(0x1.111112p-7f));  // 1/120
  sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(0x1.555556p-5f));  // 1/24
  sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(0x1.555556p-3f));  // 1/6
  sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(0.5f));
  sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(1.0f));
  sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(1.0f));
  const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(k), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(sum), exponent));
}

/// x n / (n + 2) with n = e^x (e^x + 2); -0 below -87, x from 20 on, NaN for NaN.
EDGE_INLINE __m256 mish(__m256 x) {
  const __m256 lowest = _mm256_set1_ps(-87.0f), two = _mm256_set1_ps(2.0f);
  // Of a NaN, max and min return the second operand; the final product makes it NaN again.
  const __m256 bounded = _mm256_min_ps(_mm256_max_ps(x, lowest), _mm256_set1_ps(20.0f));
  const __m256 power = exponential(bounded);
  const __m256 n = _mm256_mul_ps(power, _mm256_add_ps(power, two));
  const __m256 product = _mm256_mul_ps(x, _mm256_div_ps(n, _mm256_add_ps(n, two)));
  return _mm256_blendv_ps(product, _mm256_set1_ps(-0.0f), _mm256_cmp_ps(x, lowest, _CMP_LT_OQ));
}

#endif
