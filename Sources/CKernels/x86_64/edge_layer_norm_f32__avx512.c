// for each row:
//   sums[16] = 0;  for each channel c: sums[c % 16] += x
//   mean = folded sum / channels;  variance the same way over (x - mean)^2
//   for each channel: y = (x - mean) * rstd * gamma + beta;  y = y <= 0 ? 0 : y if relu
//
// 1. The sixteen sums are one vector, folded as i and i + 8, then 4, 2, 1. Nothing is fused.
// 2. Four rows go together: a row's sums are a chain of additions, each waiting for the last.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx512.h"

#pragma STDC FP_CONTRACT OFF

enum { TILE_ROWS = 4 };

EDGE_INLINE float fold(__m512 sums) {
  const __m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(sums), 1));
  const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(sums), high);
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

/// The lanes of the sixteen channels from `channel` on that exist.
EDGE_INLINE __mmask16 lanes_from(int32_t channel, int32_t channels) {
  const int32_t left = channels - channel;
  return left >= 16 ? 0xffff : (__mmask16)((1u << left) - 1);
}

/// The sums over rows of x, or of (x - mean)^2 if `squared`, into `totals`.
EDGE_INLINE void sum_rows(
    const edge_layer_norm_f32 *norm, int32_t row, const int rows, const int squared, const float *means,
    float *totals) {
  __m512 sums[TILE_ROWS], mean[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) sums[i] = _mm512_setzero_ps(), mean[i] = _mm512_set1_ps(squared ? means[i] : 0);
  for (int32_t channel = 0; channel < norm->channels; channel += 16) {
    const __mmask16 lanes = lanes_from(channel, norm->channels);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      __m512 x = _mm512_maskz_loadu_ps(lanes, norm->input + (row + i) * norm->input_row_stride + channel);
      if (squared) {
        x = _mm512_sub_ps(x, mean[i]);
        x = _mm512_mul_ps(x, x);
      }
      sums[i] = _mm512_mask_add_ps(sums[i], lanes, sums[i], x);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) totals[i] = fold(sums[i]);
}

/// Normalises `rows` neighbouring rows: a constant, at most TILE_ROWS.
EDGE_INLINE void normalise(const edge_layer_norm_f32 *norm, int32_t row, const int rows) {
  const float channels = (float)norm->channels;
  float means[TILE_ROWS], totals[TILE_ROWS];
  sum_rows(norm, row, rows, 0, totals, totals);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) means[i] = totals[i] / channels;
  sum_rows(norm, row, rows, 1, means, totals);
  __m512 mean[TILE_ROWS], rstd[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    const float variance = totals[i] / channels;
    mean[i] = _mm512_set1_ps(means[i]);
    rstd[i] = _mm512_set1_ps(1.0f / _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(variance + norm->epsilon))));
  }
  const __mmask16 negatives = norm->relu ? 0xffff : 0;
  for (int32_t channel = 0; channel < norm->channels; channel += 16) {
    const __mmask16 lanes = lanes_from(channel, norm->channels);
    const __m512 gamma = _mm512_maskz_loadu_ps(lanes, norm->gamma + channel);
    const __m512 beta = _mm512_maskz_loadu_ps(lanes, norm->beta + channel);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      __m512 x = _mm512_maskz_loadu_ps(lanes, norm->input + (row + i) * norm->input_row_stride + channel);
      x = _mm512_mul_ps(_mm512_mul_ps(_mm512_sub_ps(x, mean[i]), rstd[i]), gamma);
      x = _mm512_add_ps(x, beta);
      const __mmask16 zeroed = _mm512_mask_cmp_ps_mask(negatives, x, _mm512_setzero_ps(), _CMP_LE_OQ);
      x = _mm512_mask_mov_ps(x, zeroed, _mm512_setzero_ps());
      _mm512_mask_storeu_ps(norm->output + (row + i) * norm->output_row_stride + channel, lanes, x);
    }
  }
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void edge_layer_norm_f32__avx512(
    const edge_layer_norm_f32 *norm) {
  int32_t row = 0;
  for (; row + TILE_ROWS <= norm->rows; row += TILE_ROWS) normalise(norm, row, TILE_ROWS);
  for (; row < norm->rows; row++) normalise(norm, row, 1);
}
#endif
