// for each row r, channel c:  if not (maxima[c] > values[r][c] or maxima[c] is NaN): maxima[c] = values[r][c]
//
// 1. Columns are the outer loop, 32 of them at once, so that the maxima stay in registers.
// 2. MAXPS returns its second operand when one is NaN, which takes a NaN in; the blend keeps it.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

EDGE_INLINE __m256 raised(__m256 maximum, __m256 value) {
  const __m256 greater = _mm256_max_ps(maximum, value);
  return _mm256_blendv_ps(greater, maximum, _mm256_cmp_ps(maximum, maximum, _CMP_UNORD_Q));
}

__attribute__((target("avx2,fma"))) void edge_column_max_f32__avx2fma(const edge_column_max_f32 *job) {
  int32_t channel = 0;
  for (; channel + 32 <= job->channels; channel += 32) {
    float *maxima = job->maxima + channel;
    __m256 greatest[4];
    for (int i = 0; i < 4; i++) greatest[i] = _mm256_loadu_ps(maxima + 8 * i);
    for (int32_t row = 0; row < job->rows; row++) {
      const float *values = job->values + row * job->row_stride + channel;
      for (int i = 0; i < 4; i++) greatest[i] = raised(greatest[i], _mm256_loadu_ps(values + 8 * i));
    }
    for (int i = 0; i < 4; i++) _mm256_storeu_ps(maxima + 8 * i, greatest[i]);
  }
  for (; channel < job->channels; channel += 8) {
    const __m256i mask = lanes_below(job->channels - channel);
    __m256 greatest = _mm256_maskload_ps(job->maxima + channel, mask);
    for (int32_t row = 0; row < job->rows; row++) {
      const float *values = job->values + row * job->row_stride + channel;
      greatest = raised(greatest, _mm256_maskload_ps(values, mask));
    }
    _mm256_maskstore_ps(job->maxima + channel, mask, greatest);
  }
}
#endif
