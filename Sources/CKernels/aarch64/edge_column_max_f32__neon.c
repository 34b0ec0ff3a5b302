// for each row r, channel c:  if not (maxima[c] > values[r][c] or maxima[c] is NaN): maxima[c] = values[r][c]
//
// 1. Columns are the outer loop, 16 of them at once, so that the maxima stay in registers.
// 2. By comparison and selection: FMAX orders -0 below +0, which the reference does not.
#if defined(__aarch64__)
#include "CKernels.h"
#include "lanes_neon.h"

#pragma STDC FP_CONTRACT OFF

EDGE_INLINE float32x4_t raised(float32x4_t maximum, float32x4_t value) {
  const uint32x4_t number = vceqq_f32(maximum, maximum);
  return vbslq_f32(vornq_u32(vcgtq_f32(maximum, value), number), maximum, value);
}

EDGE_KERNEL void edge_column_max_f32__neon(const edge_column_max_f32 *job) {
  int32_t channel = 0;
  for (; channel + 16 <= job->channels; channel += 16) {
    float *maxima = job->maxima + channel;
    float32x4_t greatest[4];
    for (int i = 0; i < 4; i++) greatest[i] = vld1q_f32(maxima + 4 * i);
    for (int32_t row = 0; row < job->rows; row++) {
      const float *values = job->values + row * job->row_stride + channel;
      for (int i = 0; i < 4; i++) greatest[i] = raised(greatest[i], vld1q_f32(values + 4 * i));
    }
    for (int i = 0; i < 4; i++) vst1q_f32(maxima + 4 * i, greatest[i]);
  }
  for (; channel < job->channels; channel += 4) {
    const int32_t left = job->channels - channel;
    float32x4_t greatest = load_below(job->maxima + channel, left);
    for (int32_t row = 0; row < job->rows; row++)
      greatest = raised(greatest, load_below(job->values + row * job->row_stride + channel, left));
    store_below(job->maxima + channel, left, greatest);
  }
}
#endif
