// for each row:
//   sums[16] = 0;  for each channel c: sums[c % 16] += x
//   mean = folded sum / channels;  variance the same way over (x - mean)^2
//   for each channel: y = (x - mean) * rstd * gamma + beta;  y = y <= 0 ? 0 : y if relu
//
// 1. The sixteen sums are four vectors, folded as i and i + 8, then 4, 2, 1. Nothing is fused.
// 2. Four rows go together: a row's sums are chains of additions, each waiting for the last, and sixteen are what
//    registers hold; and one division and one root serve all four. Rows that are no multiple of sixteen long go alone.
#if defined(__aarch64__)
#include "CKernels.h"
#include "lanes_neon.h"

#pragma STDC FP_CONTRACT OFF

enum { TILE_ROWS = 4, ROW_SUMS = 4 };

/// Neighbouring rows of a norm; strides are copies, since the output could lie anywhere for all the compiler knows.
typedef struct {
  const float *input;
  float *output;
  ptrdiff_t input_stride, output_stride;
  const float *gamma, *beta;
  int32_t channels;
} tile;

/// Adds four channels of each row, x or (x - mean)^2, to one of its sums.
EDGE_INLINE void sum_channels(
    const tile *t, int32_t channel, const int rows, const int squared, const int part, const float32x4_t *mean,
    float32x4_t *sums) {
  const int32_t left = part ? t->channels - channel : 4;
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    float32x4_t x = load_below(t->input + i * t->input_stride + channel, left);
    if (squared) {
      x = vsubq_f32(x, mean[i]);
      x = vmulq_f32(x, x);
      if (part) x = vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(x), lanes_below(left)));
    }
    sums[ROW_SUMS * i] = vaddq_f32(sums[ROW_SUMS * i], x);
  }
}

/// The folded sums of four rows, or of one in every lane.
EDGE_INLINE float32x4_t fold_rows(const float32x4_t *sums, const int rows) {
  float32x4_t fours[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    const float32x4_t *row = sums + ROW_SUMS * i;
    fours[i] = vaddq_f32(vaddq_f32(row[0], row[2]), vaddq_f32(row[1], row[3]));
  }
#pragma clang loop unroll(full)
  for (int i = rows; i < TILE_ROWS; i++) fours[i] = fours[0];
  float32x4_t twos[2];
#pragma clang loop unroll(full)
  for (int i = 0; i < 2; i++) {
    const float32x4_t a = fours[2 * i], b = fours[2 * i + 1];
    twos[i] = vaddq_f32(
        vcombine_f32(vget_low_f32(a), vget_low_f32(b)), vcombine_f32(vget_high_f32(a), vget_high_f32(b)));
  }
  return vpaddq_f32(twos[0], twos[1]);
}

/// The means over rows of x, or of (x - mean)^2 if `squared`.
EDGE_INLINE float32x4_t mean_of_rows(const tile *t, const int rows, const int squared, const float32x4_t *mean) {
  float32x4_t sums[ROW_SUMS * TILE_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < ROW_SUMS * rows; i++) sums[i] = vdupq_n_f32(0);
  int32_t channel = 0;
  for (; channel + 16 <= t->channels; channel += 16)
#pragma clang loop unroll(full)
    for (int part = 0; part < ROW_SUMS; part++)
      sum_channels(t, channel + 4 * part, rows, squared, 0, mean, sums + part);
  if (rows == 1)
#pragma clang loop unroll(full)
    for (int part = 0; part < ROW_SUMS; part++, channel += 4)
      if (channel < t->channels) sum_channels(t, channel, rows, squared, 1, mean, sums + part);
  return vdivq_f32(fold_rows(sums, rows), vdupq_n_f32((float)t->channels));
}

/// Spreads the lanes of `numbers` over vectors, one for each row.
EDGE_INLINE void spread(float32x4_t numbers, const int rows, float32x4_t *vectors) {
  float lanes[TILE_ROWS];
  vst1q_f32(lanes, numbers);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) vectors[i] = vdupq_n_f32(lanes[i]);
}

/// What a row's numbers become.
typedef struct {
  float32x4_t mean[TILE_ROWS], rstd[TILE_ROWS];
  /// The least output: the maximum of two zeros is the positive one, and of NaN and anything NaN.
  float32x4_t least;
} epilogue;

EDGE_INLINE void write_channels(const tile *t, const epilogue *e, int32_t channel, const int rows, const int part) {
  const int32_t left = part ? t->channels - channel : 4;
  const float32x4_t gamma = load_below(t->gamma + channel, left), beta = load_below(t->beta + channel, left);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    float32x4_t x = load_below(t->input + i * t->input_stride + channel, left);
    x = vmulq_f32(vmulq_f32(vsubq_f32(x, e->mean[i]), e->rstd[i]), gamma);
    store_below(t->output + i * t->output_stride + channel, left, vmaxq_f32(vaddq_f32(x, beta), e->least));
  }
}

/// Normalises `rows` neighbouring rows: 1, or 4 whose channels are a multiple of 16.
EDGE_INLINE void normalise(const edge_layer_norm_f32 *norm, int32_t row, const int rows) {
  const tile t = {
      norm->input + row * norm->input_row_stride, norm->output + row * norm->output_row_stride,
      norm->input_row_stride, norm->output_row_stride, norm->gamma, norm->beta, norm->channels};
  epilogue e = {.least = vdupq_n_f32(norm->relu ? 0 : -__builtin_inff())};
  spread(mean_of_rows(&t, rows, 0, e.mean), rows, e.mean);
  const float32x4_t variance = vaddq_f32(mean_of_rows(&t, rows, 1, e.mean), vdupq_n_f32(norm->epsilon));
  spread(vdivq_f32(vdupq_n_f32(1), vsqrtq_f32(variance)), rows, e.rstd);

  int32_t channel = 0;
  for (; channel + 4 <= t.channels; channel += 4) write_channels(&t, &e, channel, rows, 0);
  if (rows == 1 && channel < t.channels) write_channels(&t, &e, channel, rows, 1);
}

EDGE_KERNEL void edge_layer_norm_f32__neon(const edge_layer_norm_f32 *norm) {
  int32_t row = 0;
  if (norm->channels % 16 == 0)
    for (; row + TILE_ROWS <= norm->rows; row += TILE_ROWS) normalise(norm, row, TILE_ROWS);
  for (; row < norm->rows; row++) normalise(norm, row, 1);
}
#endif
