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
// 1. The sixteen sums are eight vectors of doubles; they are folded as i and i + 8, then 4, 2, 1.
// 2. Nothing outside Mish is fused, so all but Mish has the reference's bits.
// 3. Four channels at once; the last ones of a row through padded copies.
#if defined(__aarch64__)
#include "CKernels.h"
#include "mish_neon.h"

#pragma STDC FP_CONTRACT OFF

/// Adds the terms of four floats to four sums: x, or (x - mean)^2 if `squared`; masked lanes add zero.
EDGE_INLINE void add_terms(
    float64x2_t *sums, float32x4_t values, uint32x4_t mask, const int squared, float64x2_t mean) {
  float64x2_t low = vcvt_f64_f32(vget_low_f32(values)), high = vcvt_high_f64_f32(values);
  if (squared) {
    low = vsubq_f64(low, mean), high = vsubq_f64(high, mean);
    low = vmulq_f64(low, low), high = vmulq_f64(high, high);
  }
  const int32x4_t lanes = vreinterpretq_s32_u32(mask);
  const uint64x2_t low_mask = vreinterpretq_u64_s64(vmovl_s32(vget_low_s32(lanes)));
  const uint64x2_t high_mask = vreinterpretq_u64_s64(vmovl_high_s32(lanes));
  const uint64x2_t low_bits = vandq_u64(vreinterpretq_u64_f64(low), low_mask);
  const uint64x2_t high_bits = vandq_u64(vreinterpretq_u64_f64(high), high_mask);
  sums[0] = vaddq_f64(sums[0], vreinterpretq_f64_u64(low_bits));
  sums[1] = vaddq_f64(sums[1], vreinterpretq_f64_u64(high_bits));
}

EDGE_INLINE double fold(const float64x2_t *sums) {
  float64x2_t eight[4];
  for (int i = 0; i < 4; i++) eight[i] = vaddq_f64(sums[i], sums[i + 4]);
  const float64x2_t two = vaddq_f64(vaddq_f64(eight[0], eight[2]), vaddq_f64(eight[1], eight[3]));
  return vgetq_lane_f64(two, 0) + vgetq_lane_f64(two, 1);
}

/// The sum of the group that starts at channel `first`, of x or (x - mean)^2.
EDGE_INLINE double sum_group(
    const edge_group_norm_f32 *norm, ptrdiff_t first, const int squared, double mean) {
  float64x2_t sums[8];
  for (int i = 0; i < 8; i++) sums[i] = vdupq_n_f64(0);
  const float64x2_t means = vdupq_n_f64(mean);
  const uint32x4_t all = vdupq_n_u32(~0u);
  for (int32_t row = 0; row < norm->rows; row++) {
    const float *values = norm->values + row * norm->row_stride + first;
    int32_t channel = 0;
    for (; channel + 16 <= norm->channels; channel += 16)
#pragma clang loop unroll(full)
      for (int i = 0; i < 4; i++)
        add_terms(sums + 2 * i, vld1q_f32(values + channel + 4 * i), all, squared, means);
    if (channel == norm->channels) continue;
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++, channel += 4) {
      const int32_t left = norm->channels - channel;
      const float32x4_t padded = load_below(values + channel, left);
      add_terms(sums + 2 * i, padded, lanes_below(left), squared, means);
    }
  }
  return fold(sums);
}

typedef struct {
  float32x4_t mean, rstd;
} group_statistics;

/// Normalises and finishes at most four channels of a row from channel `at` on.
EDGE_INLINE void apply(
    const edge_group_norm_f32 *norm, int32_t row, ptrdiff_t at, int32_t left, group_statistics statistics) {
  float *values = norm->values + row * norm->row_stride + at;
  float32x4_t x = vsubq_f32(load_below(values, left), statistics.mean);
  x = vmulq_f32(vmulq_f32(x, statistics.rstd), load_below(norm->gamma + at, left));
  x = vaddq_f32(x, load_below(norm->beta + at, left));
  if (norm->activation == EDGE_NORM_MISH) x = mish(x);
  if (norm->scale) {
    const float32x4_t scale =
        vaddq_f32(load_below(norm->scale + at, left), load_below(norm->scale_bias + at, left));
    const float32x4_t shift =
        vaddq_f32(load_below(norm->shift + at, left), load_below(norm->shift_bias + at, left));
    x = vaddq_f32(vmulq_f32(scale, x), shift);
  }
  if (norm->residual)
    x = vaddq_f32(x, load_below(norm->residual + row * norm->residual_row_stride + at, left));
  // Keeps a NaN, which compares with nothing.
  if (norm->activation == EDGE_NORM_RELU)
    x = vreinterpretq_f32_u32(vbicq_u32(vreinterpretq_u32_f32(x), vcleq_f32(x, vdupq_n_f32(0))));
  store_below(values, left, x);
}

EDGE_KERNEL void edge_group_norm_f32__neon(const edge_group_norm_f32 *norm) {
  const double count = (double)norm->rows * (double)norm->channels;
  for (int32_t group = 0; group < norm->groups; group++) {
    const ptrdiff_t first = (ptrdiff_t)group * norm->channels;
    const double mean = sum_group(norm, first, 0, 0) / count;
    const double variance = sum_group(norm, first, 1, mean) / count;
    const double rstd = 1 / edge_square_root_f64(variance + (double)norm->epsilon);
    const group_statistics statistics = {vdupq_n_f32((float)mean), vdupq_n_f32((float)rstd)};
    for (int32_t row = 0; row < norm->rows; row++)
      for (int32_t channel = 0; channel < norm->channels; channel += 4)
        apply(norm, row, first + channel, norm->channels - channel, statistics);
  }
}
#endif
