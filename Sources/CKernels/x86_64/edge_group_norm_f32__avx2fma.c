// for each group:
//   sums[16] = 0;  for each row, channel c: sums[c % 16] += x          (double)
//   mean = folded sum / (rows * channels);  variance the same way over (x - mean)^2
//   for each row, channel:
//     m = (x - mean) * rstd * gamma + beta
//     m = mish(m)                                                      if the activation is Mish
//     m = (scale + scale_bias) * m + (shift + shift_bias)              if scale is given
//     x = m + residual                                                 if residual is given
//     x = x <= 0 ? 0 : x                                               if the activation is ReLU
//
// 1. The sixteen sums are four vectors of doubles; they are folded as i and i + 8, then 4, 2, 1.
// 2. Nothing outside Mish is fused, so all but Mish has the reference's bits.
// 3. Eight channels at once; the last ones of a row by masked loads and stores.
#if defined(__x86_64__)
#include "CKernels.h"
#include "mish_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

/// Adds the terms of eight floats to eight sums: x, or (x - mean)^2 if `squared`; masked lanes add zero.
EDGE_INLINE void add_terms(__m256d *sums, __m256 values, __m256i mask, const int squared, __m256d mean) {
  __m256d low = _mm256_cvtps_pd(_mm256_castps256_ps128(values));
  __m256d high = _mm256_cvtps_pd(_mm256_extractf128_ps(values, 1));
  if (squared) {
    low = _mm256_sub_pd(low, mean), high = _mm256_sub_pd(high, mean);
    low = _mm256_mul_pd(low, low), high = _mm256_mul_pd(high, high);
  }
  const __m256i low_mask = _mm256_cvtepi32_epi64(_mm256_castsi256_si128(mask));
  const __m256i high_mask = _mm256_cvtepi32_epi64(_mm256_extracti128_si256(mask, 1));
  sums[0] = _mm256_add_pd(sums[0], _mm256_and_pd(low, _mm256_castsi256_pd(low_mask)));
  sums[1] = _mm256_add_pd(sums[1], _mm256_and_pd(high, _mm256_castsi256_pd(high_mask)));
}

EDGE_INLINE double fold(const __m256d *sums) {
  const __m256d four = _mm256_add_pd(_mm256_add_pd(sums[0], sums[2]), _mm256_add_pd(sums[1], sums[3]));
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(two) + _mm_cvtsd_f64(_mm_unpackhi_pd(two, two));
}

/// The sum of the group that starts at channel `first`, of x or (x - mean)^2.
EDGE_INLINE double sum_group(
    const edge_group_norm_f32 *norm, ptrdiff_t first, const int squared, double mean) {
  __m256d sums[4] = {_mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd()};
  const __m256d means = _mm256_set1_pd(mean);
  const __m256i all = _mm256_set1_epi32(-1);
  for (int32_t row = 0; row < norm->rows; row++) {
    const float *values = norm->values + row * norm->row_stride + first;
    int32_t channel = 0;
    for (; channel + 16 <= norm->channels; channel += 16) {
      add_terms(sums, _mm256_loadu_ps(values + channel), all, squared, means);
      add_terms(sums + 2, _mm256_loadu_ps(values + channel + 8), all, squared, means);
    }
    if (channel == norm->channels) continue;
#pragma clang loop unroll(full)
    for (int half = 0; half < 2; half++, channel += 8) {
      const __m256i mask = lanes_below(norm->channels - channel);
      add_terms(sums + 2 * half, _mm256_maskload_ps(values + channel, mask), mask, squared, means);
    }
  }
  return fold(sums);
}

typedef struct {
  __m256 mean, rstd;
} group_statistics;

/// Normalises and finishes eight channels of a row from channel `at` on.
EDGE_INLINE void apply(
    const edge_group_norm_f32 *norm, int32_t row, ptrdiff_t at, __m256i mask, group_statistics statistics) {
  float *values = norm->values + row * norm->row_stride + at;
  __m256 x = _mm256_sub_ps(_mm256_maskload_ps(values, mask), statistics.mean);
  x = _mm256_mul_ps(_mm256_mul_ps(x, statistics.rstd), _mm256_maskload_ps(norm->gamma + at, mask));
  x = _mm256_add_ps(x, _mm256_maskload_ps(norm->beta + at, mask));
  if (norm->activation == EDGE_NORM_MISH) x = mish(x);
  if (norm->scale) {
    const __m256 scale = _mm256_add_ps(
        _mm256_maskload_ps(norm->scale + at, mask), _mm256_maskload_ps(norm->scale_bias + at, mask));
    const __m256 shift = _mm256_add_ps(
        _mm256_maskload_ps(norm->shift + at, mask), _mm256_maskload_ps(norm->shift_bias + at, mask));
    x = _mm256_add_ps(_mm256_mul_ps(scale, x), shift);
  }
  if (norm->residual) {
    const float *residual = norm->residual + row * norm->residual_row_stride + at;
    x = _mm256_add_ps(x, _mm256_maskload_ps(residual, mask));
  }
  // A comparison with NaN, or of two zeros, gives the second operand; a zero is added for the sign.
  const __m256 zero = _mm256_setzero_ps();
  if (norm->activation == EDGE_NORM_RELU) x = _mm256_add_ps(_mm256_max_ps(zero, x), zero);
  if (_mm256_movemask_ps(_mm256_castsi256_ps(mask)) == 0xFF) // A masked store is many times slower.
    _mm256_storeu_ps(values, x);
  else
    _mm256_maskstore_ps(values, mask, x);
}

__attribute__((target("avx2,fma"))) void edge_group_norm_f32__avx2fma(const edge_group_norm_f32 *norm) {
  const double count = (double)norm->rows * (double)norm->channels;
  for (int32_t group = 0; group < norm->groups; group++) {
    const ptrdiff_t first = (ptrdiff_t)group * norm->channels;
    const double mean = sum_group(norm, first, 0, 0) / count;
    const double variance = sum_group(norm, first, 1, mean) / count;
    const __m128d root = _mm_sqrt_sd(_mm_setzero_pd(), _mm_set_sd(variance + (double)norm->epsilon));
    const double rstd = 1 / _mm_cvtsd_f64(root);
    const group_statistics statistics = {_mm256_set1_ps((float)mean), _mm256_set1_ps((float)rstd)};
    for (int32_t row = 0; row < norm->rows; row++)
      for (int32_t channel = 0; channel < norm->channels; channel += 8)
        apply(norm, row, first + channel, lanes_below(norm->channels - channel), statistics);
  }
}
#endif
