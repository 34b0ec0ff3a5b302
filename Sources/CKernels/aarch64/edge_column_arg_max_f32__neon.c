// for each row r, channel c:
//   if maxima[c] is not NaN and (values[r][c] > maxima[c] or values[r][c] is NaN):
//     maxima[c] = values[r][c], winners[c] = first_winner + r
//
// 1. Columns are the outer loop, 16 of them at once, so that maxima and winners stay in registers.
// 2. "Not less or equal", unordered true, is the condition but for a maximum that is NaN already.
#if defined(__aarch64__)
#include "CKernels.h"
#include "lanes_neon.h"

#pragma STDC FP_CONTRACT OFF

EDGE_INLINE void raise(float32x4_t *maximum, float32x4_t *winner, float32x4_t value, float32x4_t row) {
  const uint32x4_t is_number = vceqq_f32(*maximum, *maximum);
  const uint32x4_t is_greater = vbicq_u32(is_number, vcleq_f32(value, *maximum));
  *maximum = vbslq_f32(is_greater, value, *maximum);
  *winner = vbslq_f32(is_greater, row, *winner);
}

EDGE_KERNEL void edge_column_arg_max_f32__neon(const edge_column_arg_max_f32 *job) {
  const float32x4_t first = vdupq_n_f32(job->first_winner), one = vdupq_n_f32(1);
  int32_t channel = 0;
  for (; channel + 16 <= job->channels; channel += 16) {
    float32x4_t greatest[4], winners[4], row_number = first;
    for (int i = 0; i < 4; i++) {
      greatest[i] = vld1q_f32(job->maxima + channel + 4 * i);
      winners[i] = vld1q_f32(job->winners + channel + 4 * i);
    }
    for (int32_t row = 0; row < job->rows; row++, row_number = vaddq_f32(row_number, one)) {
      const float *values = job->values + row * job->row_stride + channel;
      for (int i = 0; i < 4; i++) raise(&greatest[i], &winners[i], vld1q_f32(values + 4 * i), row_number);
    }
    for (int i = 0; i < 4; i++) {
      vst1q_f32(job->maxima + channel + 4 * i, greatest[i]);
      vst1q_f32(job->winners + channel + 4 * i, winners[i]);
    }
  }
  for (; channel < job->channels; channel += 4) {
    const int32_t left = job->channels - channel;
    float32x4_t greatest = load_below(job->maxima + channel, left);
    float32x4_t winners = load_below(job->winners + channel, left), row_number = first;
    for (int32_t row = 0; row < job->rows; row++, row_number = vaddq_f32(row_number, one))
      raise(&greatest, &winners, load_below(job->values + row * job->row_stride + channel, left), row_number);
    store_below(job->maxima + channel, left, greatest);
    store_below(job->winners + channel, left, winners);
  }
}
#endif
