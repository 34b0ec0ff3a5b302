// for each row:
//   sums[16] = 0;  for each channel c: sums[c % 16] += x
//   mean = folded sum / channels;  variance the same way over (x - mean)^2
//   for each channel: y = (x - mean) * rstd * gamma + beta;  y = y <= 0 ? 0 : y if relu
//
// 1. The sixteen sums are four vectors; they are folded as i and i + 8, then 4, 2, 1.
// 2. Nothing is fused: the bits are the reference's.
#if defined(__aarch64__)
#include "CKernels.h"
#include "lanes_neon.h"

#pragma STDC FP_CONTRACT OFF

EDGE_INLINE float fold(const float32x4_t *sums) {
  const float32x4_t four = vaddq_f32(vaddq_f32(sums[0], sums[2]), vaddq_f32(sums[1], sums[3]));
  const float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
  return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
}

/// The term of four floats: x, or (x - mean)^2 if `squared`.
EDGE_INLINE float32x4_t term(float32x4_t values, const int squared, float32x4_t mean) {
  if (!squared) return values;
  const float32x4_t difference = vsubq_f32(values, mean);
  return vmulq_f32(difference, difference);
}

/// The sum over one row of x or (x - mean)^2.
EDGE_INLINE float sum_row(const float *values, int32_t channels, const int squared, float mean) {
  float32x4_t sums[4];
  for (int i = 0; i < 4; i++) sums[i] = vdupq_n_f32(0);
  const float32x4_t means = vdupq_n_f32(mean);
  int32_t channel = 0;
  for (; channel + 16 <= channels; channel += 16)
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++)
      sums[i] = vaddq_f32(sums[i], term(vld1q_f32(values + channel + 4 * i), squared, means));
  if (channel < channels)
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++, channel += 4) {
      const int32_t left = channels - channel;
      const float32x4_t terms = term(load_below(values + channel, left), squared, means);
      const uint32x4_t bits = vandq_u32(vreinterpretq_u32_f32(terms), lanes_below(left));
      sums[i] = vaddq_f32(sums[i], vreinterpretq_f32_u32(bits));
    }
  return fold(sums);
}

/// Normalises one row.
EDGE_INLINE void normalise(const edge_layer_norm_f32 *norm, const float *input, float *output) {
  const int32_t channels = norm->channels;
  const float mean = sum_row(input, channels, 0, 0) / (float)channels;
  const float variance = sum_row(input, channels, 1, mean) / (float)channels;
  const float rstd = 1.0f / edge_square_root_f32(variance + norm->epsilon);
  const uint32x4_t negatives = vdupq_n_u32(norm->relu ? ~0u : 0u);
  for (int32_t at = 0; at < channels; at += 4) {
    const int32_t left = channels - at;
    float32x4_t x = vsubq_f32(load_below(input + at, left), vdupq_n_f32(mean));
    x = vmulq_f32(vmulq_f32(x, vdupq_n_f32(rstd)), load_below(norm->gamma + at, left));
    x = vaddq_f32(x, load_below(norm->beta + at, left));
    const uint32x4_t zeroed = vandq_u32(vcleq_f32(x, vdupq_n_f32(0)), negatives);
    store_below(output + at, left, vreinterpretq_f32_u32(vbicq_u32(vreinterpretq_u32_f32(x), zeroed)));
  }
}

EDGE_KERNEL void edge_layer_norm_f32__neon(const edge_layer_norm_f32 *norm) {
  for (int32_t row = 0; row < norm->rows; row++)
    normalise(norm, norm->input + row * norm->input_row_stride, norm->output + row * norm->output_row_stride);
}
#endif
