// for each row:
//   sums[16] = 0;  for each channel c: sums[c % 16] += x
//   mean = folded sum / channels;  variance the same way over (x - mean)^2
//   for each channel: y = (x - mean) * rstd * gamma + beta;  y = y <= 0 ? 0 : y if relu
//
// 1. The sixteen sums are two vectors; they are folded as i and i + 8, then 4, 2, 1.
// 2. Nothing is fused: the bits are the reference's.
// 3. Two rows go together, because the folds and the square root of one row are a chain of waits.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

EDGE_INLINE float fold(__m256 low, __m256 high) {
  const __m256 eight = _mm256_add_ps(low, high);
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

/// The term of eight floats: x, or (x - mean)^2 if `squared`.
EDGE_INLINE __m256 term(__m256 values, const int squared, __m256 mean) {
  if (!squared) return values;
  const __m256 difference = _mm256_sub_ps(values, mean);
  return _mm256_mul_ps(difference, difference);
}

/// The sum over one row of x or (x - mean)^2.
EDGE_INLINE float sum_row(const float *values, int32_t channels, const int squared, float mean) {
  __m256 low = _mm256_setzero_ps(), high = low;
  const __m256 means = _mm256_set1_ps(mean);
  int32_t channel = 0;
  for (; channel + 16 <= channels; channel += 16) {
    low = _mm256_add_ps(low, term(_mm256_loadu_ps(values + channel), squared, means));
    high = _mm256_add_ps(high, term(_mm256_loadu_ps(values + channel + 8), squared, means));
  }
  if (channel < channels) {
    const __m256i mask = lanes_below(channels - channel), next = lanes_below(channels - channel - 8);
    const __m256 first = term(_mm256_maskload_ps(values + channel, mask), squared, means);
    const __m256 second = term(_mm256_maskload_ps(values + channel + 8, next), squared, means);
    low = _mm256_add_ps(low, _mm256_and_ps(first, _mm256_castsi256_ps(mask)));
    high = _mm256_add_ps(high, _mm256_and_ps(second, _mm256_castsi256_ps(next)));
  }
  return fold(low, high);
}

/// (x - mean) * rstd * gamma + beta, and ReLU where `negatives` is all ones.
EDGE_INLINE __m256 normalised(
    __m256 x, __m256 mean, __m256 rstd, __m256 gamma, __m256 beta, __m256 negatives) {
  x = _mm256_mul_ps(_mm256_mul_ps(_mm256_sub_ps(x, mean), rstd), gamma);
  x = _mm256_add_ps(x, beta);
  const __m256 zeroed = _mm256_and_ps(_mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LE_OQ), negatives);
  return _mm256_andnot_ps(zeroed, x);
}

/// Normalises `rows` neighbouring rows: constant 1 or 2.
EDGE_INLINE void normalise(const edge_layer_norm_f32 *norm, int32_t row, const int rows) {
  const int32_t channels = norm->channels;
  float mean[2], rstd[2];
  for (int i = 0; i < rows; i++)
    mean[i] = sum_row(norm->input + (row + i) * norm->input_row_stride, channels, 0, 0) / (float)channels;
  for (int i = 0; i < rows; i++) {
    const float *input = norm->input + (row + i) * norm->input_row_stride;
    const float variance = sum_row(input, channels, 1, mean[i]) / (float)channels;
    rstd[i] = 1.0f / _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(variance + norm->epsilon)));
  }
  const __m256 negatives = _mm256_castsi256_ps(_mm256_set1_epi32(norm->relu ? -1 : 0));
  for (int i = 0; i < rows; i++) {
    const float *input = norm->input + (row + i) * norm->input_row_stride;
    float *output = norm->output + (row + i) * norm->output_row_stride;
    const __m256 means = _mm256_set1_ps(mean[i]), scale = _mm256_set1_ps(rstd[i]);
    int32_t at = 0;
    for (; at + 8 <= channels; at += 8)
      _mm256_storeu_ps(
          output + at, normalised(
                           _mm256_loadu_ps(input + at), means, scale, _mm256_loadu_ps(norm->gamma + at),
                           _mm256_loadu_ps(norm->beta + at), negatives));
    if (at == channels) continue;
    const __m256i mask = lanes_below(channels - at);
    const __m256 gamma = _mm256_maskload_ps(norm->gamma + at, mask);
    const __m256 beta = _mm256_maskload_ps(norm->beta + at, mask);
    const __m256 values = _mm256_maskload_ps(input + at, mask);
    _mm256_maskstore_ps(output + at, mask, normalised(values, means, scale, gamma, beta, negatives));
  }
}

__attribute__((target("avx2,fma"))) void edge_layer_norm_f32__avx2fma(const edge_layer_norm_f32 *norm) {
  int32_t row = 0;
  for (; row + 2 <= norm->rows; row += 2) normalise(norm, row, 2);
  if (row < norm->rows) normalise(norm, row, 1);
}
#endif
