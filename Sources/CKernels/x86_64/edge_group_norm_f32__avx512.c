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
// 3. Two groups of eight channels share a vector. Others that do not end with one are left to AVX2: on Zen 4 masks cost
//    more than they bring.
// 4. Four vectors' groups are measured together: one group's sums, its fold, its divisions and its root are a long
//    chain.
#if defined(__x86_64__)
#include "CKernels.h"
#include "mish_avx512.h"

#pragma STDC FP_CONTRACT OFF

/// Vectors side by side, and the most groups that they belong to.
enum { TILE_VECTORS = 4, MAX_GROUPS = 2 * TILE_VECTORS };

/// Which channels of every row are normalised together: `vectors` runs of 16 channels or more, each of a group or, with
/// `halves`, of two groups of eight channels.
typedef struct {
  ptrdiff_t first;
  int vectors, halves;
} group_tile;

EDGE_INLINE int groups_of(const group_tile *t) { return t->halves ? 2 * t->vectors : t->vectors; }

/// Channels from one vector's run to the next.
EDGE_INLINE int32_t run_of(const edge_group_norm_f32 *norm, const int halves) { return halves ? 16 : norm->channels; }

/// Adds the terms of sixteen channels to their sums: x, or (x - mean)^2 if `squared`.
EDGE_INLINE void add_terms(__m512d *sums, __m512 values, const int squared, const __m512d *means) {
#pragma clang loop unroll(full)
  for (int half = 0; half < 2; half++) {
    const __m512 moved = half ? _mm512_shuffle_f32x4(values, values, 0xee) : values;
    __m512d x = _mm512_cvtps_pd(_mm512_castps512_ps256(moved));
    if (squared) {
      x = _mm512_sub_pd(x, means[half]);
      x = _mm512_mul_pd(x, x);
    }
    sums[half] = _mm512_add_pd(sums[half], x);
  }
}

EDGE_INLINE double fold(__m512d eight) {
  const __m256d four = _mm256_add_pd(_mm512_castpd512_pd256(eight), _mm512_extractf64x4_pd(eight, 1));
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(two) + _mm_cvtsd_f64(_mm_unpackhi_pd(two, two));
}

/// Writes the means of a tile's groups, of x or, around `means`, of (x - mean)^2.
EDGE_INLINE void mean_of_groups(
    const edge_group_norm_f32 *norm, const group_tile *t, const int squared, const double *means, double *results) {
  __m512d sums[2 * TILE_VECTORS], mean[2 * TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < 2 * t->vectors; i++) {
    sums[i] = _mm512_setzero_pd();
    mean[i] = _mm512_set1_pd(squared ? means[t->halves ? i : i / 2] : 0);
  }
  const int32_t run = run_of(norm, t->halves);
  for (int32_t row = 0; row < norm->rows; row++) {
    const float *values = norm->values + row * norm->row_stride + t->first;
    for (int32_t channel = 0; channel < run; channel += 16)
#pragma clang loop unroll(full)
      for (int i = 0; i < t->vectors; i++)
        add_terms(sums + 2 * i, _mm512_loadu_ps(values + (ptrdiff_t)i * run + channel), squared, mean + 2 * i);
  }
  double totals[MAX_GROUPS] = {0};
#pragma clang loop unroll(full)
  for (int i = 0; i < groups_of(t); i++)
    totals[i] = fold(t->halves ? sums[i] : _mm512_add_pd(sums[2 * i], sums[2 * i + 1]));
  const __m256d count = _mm256_set1_pd((double)norm->rows * (double)norm->channels);
#pragma clang loop unroll(full)
  for (int i = 0; i < groups_of(t); i += 4)
    _mm256_storeu_pd(results + i, _mm256_div_pd(_mm256_loadu_pd(totals + i), count));
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

/// One number of a vector's group, or of its two groups, in all their lanes.
EDGE_INLINE __m512 spread(const double *numbers, int vector, const int halves) {
  if (!halves) return _mm512_set1_ps((float)numbers[vector]);
  const __m512 low = _mm512_set1_ps((float)numbers[2 * vector]), high = _mm512_set1_ps((float)numbers[2 * vector + 1]);
  return _mm512_mask_blend_ps(0xff00, low, high);
}

/// Normalises a tile of 4 vectors or 1.
EDGE_INLINE void normalise(const edge_group_norm_f32 *norm, ptrdiff_t first, const int vectors, const int halves) {
  const group_tile t = {first, vectors, halves};
  double means[MAX_GROUPS], rstds[MAX_GROUPS];
  mean_of_groups(norm, &t, 0, means, means);
  mean_of_groups(norm, &t, 1, means, rstds);
#pragma clang loop unroll(full)
  for (int i = 0; i < groups_of(&t); i += 4) {
    const __m256d variance = _mm256_add_pd(_mm256_loadu_pd(rstds + i), _mm256_set1_pd((double)norm->epsilon));
    _mm256_storeu_pd(rstds + i, _mm256_div_pd(_mm256_set1_pd(1), _mm256_sqrt_pd(variance)));
  }
  const int32_t run = run_of(norm, halves);
  for (int32_t row = 0; row < norm->rows; row++)
    for (int i = 0; i < vectors; i++) {
      const __m512 mean = spread(means, i, halves), rstd = spread(rstds, i, halves);
      const ptrdiff_t start = first + (ptrdiff_t)i * run;
      for (int32_t channel = 0; channel < run; channel += 16) apply(norm, row, start + channel, mean, rstd);
    }
}

/// Normalises all channels, runs of which are vectors.
EDGE_INLINE void normalise_all(const edge_group_norm_f32 *norm, const int halves) {
  const int32_t run = run_of(norm, halves), runs = halves ? norm->groups / 2 : norm->groups;
  int32_t vector = 0;
  for (; vector + TILE_VECTORS <= runs; vector += TILE_VECTORS)
    normalise(norm, (ptrdiff_t)vector * run, TILE_VECTORS, halves);
  for (; vector < runs; vector++) normalise(norm, (ptrdiff_t)vector * run, 1, halves);
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void edge_group_norm_f32__avx512(
    const edge_group_norm_f32 *norm) {
  if (norm->channels % 16 == 0) return normalise_all(norm, 0);
  if (norm->channels == 8 && norm->groups % 2 == 0) return normalise_all(norm, 1);
  edge_group_norm_f32__avx2fma(norm);
}
#endif
