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
// 1. The sixteen sums are two vectors of doubles; they are folded as i and i + 8, then 4, 2, 1.
// 2. Nothing outside Mish is fused, so all but Mish has the reference's bits.
// 3. Groups that do not end with a vector, as those of eight channels, are left to AVX2: on Zen 4 masks cost more than
//    they bring.
// 4. Four groups are measured together: one group's sums, its fold, its divisions and its root are a long chain.
#if defined(__x86_64__)
#include "CKernels.h"
#include "mish_avx512.h"

#pragma STDC FP_CONTRACT OFF

enum { TILE_GROUPS = 4 };

/// Adds the terms of sixteen channels to their sums: x, or (x - mean)^2 if `squared`.
EDGE_INLINE void add_terms(__m512d *sums, __m512 values, const int squared, __m512d mean) {
#pragma clang loop unroll(full)
  for (int half = 0; half < 2; half++) {
    const __m512 moved = half ? _mm512_shuffle_f32x4(values, values, 0xee) : values;
    __m512d x = _mm512_cvtps_pd(_mm512_castps512_ps256(moved));
    if (squared) {
      x = _mm512_sub_pd(x, mean);
      x = _mm512_mul_pd(x, x);
    }
    sums[half] = _mm512_add_pd(sums[half], x);
  }
}

EDGE_INLINE double fold(const __m512d *sums) {
  const __m512d eight = _mm512_add_pd(sums[0], sums[1]);
  const __m256d four = _mm256_add_pd(_mm512_castpd512_pd256(eight), _mm512_extractf64x4_pd(eight, 1));
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(two) + _mm_cvtsd_f64(_mm_unpackhi_pd(two, two));
}

/// The means of `groups` groups from channel `first` on, of x or, around `means`, of (x - mean)^2.
EDGE_INLINE __m256d mean_of_groups(
    const edge_group_norm_f32 *norm, ptrdiff_t first, const int groups, const int squared, const double *means) {
  __m512d sums[2 * TILE_GROUPS], mean[TILE_GROUPS];
#pragma clang loop unroll(full)
  for (int i = 0; i < groups; i++) {
    sums[2 * i] = sums[2 * i + 1] = _mm512_setzero_pd();
    mean[i] = _mm512_set1_pd(squared ? means[i] : 0);
  }
  for (int32_t row = 0; row < norm->rows; row++) {
    const float *values = norm->values + row * norm->row_stride + first;
    for (int32_t channel = 0; channel < norm->channels; channel += 16)
#pragma clang loop unroll(full)
      for (int i = 0; i < groups; i++) {
        const __m512 x = _mm512_loadu_ps(values + (ptrdiff_t)i * norm->channels + channel);
        add_terms(sums + 2 * i, x, squared, mean[i]);
      }
  }
  double totals[TILE_GROUPS] = {0};
#pragma clang loop unroll(full)
  for (int i = 0; i < groups; i++) totals[i] = fold(sums + 2 * i);
  return _mm256_div_pd(_mm256_loadu_pd(totals), _mm256_set1_pd((double)norm->rows * (double)norm->channels));
}

/// Normalises and finishes sixteen channels of a row from channel `at` on.
EDGE_INLINE void apply(const edge_group_norm_f32 *norm, int32_t row, ptrdiff_t at, __m512 mean, __m512 rstd) {
  float *values = norm->values + row * norm->row_stride + at;
  __m512 x = _mm512_sub_ps(_mm512_loadu_ps(values), mean);
  x = _mm512_mul_ps(_mm512_mul_ps(x, rstd), _mm512_loadu_ps(norm->gamma + at));
  x = _mm512_add_ps(x, _mm512_loadu_ps(norm->beta + at));
  if (norm->activation == EDGE_NORM_MISH) x = mish(x);
  if (norm->scale) {
    const __m512 scale = _mm512_add_ps(_mm512_loadu_ps(norm->scale + at), _mm512_loadu_ps(norm->scale_bias + at));
    const __m512 shift = _mm512_add_ps(_mm512_loadu_ps(norm->shift + at), _mm512_loadu_ps(norm->shift_bias + at));
    x = _mm512_add_ps(_mm512_mul_ps(scale, x), shift);
  }
  if (norm->residual)
    x = _mm512_add_ps(x, _mm512_loadu_ps(norm->residual + row * norm->residual_row_stride + at));
  // A comparison with NaN, or of two zeros, gives the second operand; a zero is added for the sign.
  const __m512 zero = _mm512_setzero_ps();
  if (norm->activation == EDGE_NORM_RELU) x = _mm512_add_ps(_mm512_max_ps(zero, x), zero);
  _mm512_storeu_ps(values, x);
}

/// Normalises `groups` groups, 4 or 1, from channel `first` on.
EDGE_INLINE void normalise(const edge_group_norm_f32 *norm, ptrdiff_t first, const int groups) {
  double means[TILE_GROUPS], rstds[TILE_GROUPS];
  _mm256_storeu_pd(means, mean_of_groups(norm, first, groups, 0, means));
  const __m256d variance = mean_of_groups(norm, first, groups, 1, means);
  const __m256d root = _mm256_sqrt_pd(_mm256_add_pd(variance, _mm256_set1_pd((double)norm->epsilon)));
  _mm256_storeu_pd(rstds, _mm256_div_pd(_mm256_set1_pd(1), root));
  for (int32_t row = 0; row < norm->rows; row++)
    for (int i = 0; i < groups; i++) {
      const __m512 mean = _mm512_set1_ps((float)means[i]), rstd = _mm512_set1_ps((float)rstds[i]);
      const ptrdiff_t start = first + (ptrdiff_t)i * norm->channels;
      for (int32_t channel = 0; channel < norm->channels; channel += 16) apply(norm, row, start + channel, mean, rstd);
    }
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void edge_group_norm_f32__avx512(
    const edge_group_norm_f32 *norm) {
  if (norm->channels % 16 != 0) return edge_group_norm_f32__avx2fma(norm);
  int32_t group = 0;
  for (; group + TILE_GROUPS <= norm->groups; group += TILE_GROUPS)
    normalise(norm, (ptrdiff_t)group * norm->channels, TILE_GROUPS);
  for (; group < norm->groups; group++) normalise(norm, (ptrdiff_t)group * norm->channels, 1);
}
#endif
