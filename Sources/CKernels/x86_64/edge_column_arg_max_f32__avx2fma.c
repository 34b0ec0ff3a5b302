// for each row r, channel c:
//   if maxima[c] is not NaN and (values[r][c] > maxima[c] or values[r][c] is NaN):
//     maxima[c] = values[r][c], winners[c] = first_winner + r
//
// 1. Columns are the outer loop, 32 of them at once, so that maxima and winners stay in registers.
// 2. "Not less or equal", unordered true, is the condition but for a maximum that is NaN already.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

EDGE_INLINE void raise(__m256 *maximum, __m256 *winner, __m256 value, __m256 row) {
  const __m256 is_number = _mm256_cmp_ps(*maximum, *maximum, _CMP_ORD_Q);
  const __m256 is_greater = _mm256_and_ps(is_number, _mm256_cmp_ps(value, *maximum, _CMP_NLE_UQ));
  *maximum = _mm256_blendv_ps(*maximum, value, is_greater);
  *winner = _mm256_blendv_ps(*winner, row, is_greater);
}

__attribute__((target("avx2,fma"))) void edge_column_arg_max_f32__avx2fma(const edge_column_arg_max_f32 *job) {
  const __m256 first = _mm256_set1_ps(job->first_winner), one = _mm256_set1_ps(1);
  int32_t channel = 0;
  for (; channel + 32 <= job->channels; channel += 32) {
    __m256 greatest[4], winners[4], row_number = first;
    for (int i = 0; i < 4; i++) {
      greatest[i] = _mm256_loadu_ps(job->maxima + channel + 8 * i);
      winners[i] = _mm256_loadu_ps(job->winners + channel + 8 * i);
    }
    for (int32_t row = 0; row < job->rows; row++, row_number = _mm256_add_ps(row_number, one)) {
      const float *values = job->values + row * job->row_stride + channel;
      for (int i = 0; i < 4; i++) raise(&greatest[i], &winners[i], _mm256_loadu_ps(values + 8 * i), row_number);
    }
    for (int i = 0; i < 4; i++) {
      _mm256_storeu_ps(job->maxima + channel + 8 * i, greatest[i]);
      _mm256_storeu_ps(job->winners + channel + 8 * i, winners[i]);
    }
  }
  for (; channel < job->channels; channel += 8) {
    const __m256i mask = lanes_below(job->channels - channel);
    __m256 greatest = _mm256_maskload_ps(job->maxima + channel, mask);
    __m256 winners = _mm256_maskload_ps(job->winners + channel, mask), row_number = first;
    for (int32_t row = 0; row < job->rows; row++, row_number = _mm256_add_ps(row_number, one)) {
      const float *values = job->values + row * job->row_stride + channel;
      raise(&greatest, &winners, _mm256_maskload_ps(values, mask), row_number);
    }
    _mm256_maskstore_ps(job->maxima + channel, mask, greatest);
    _mm256_maskstore_ps(job->winners + channel, mask, winners);
  }
}
#endif
