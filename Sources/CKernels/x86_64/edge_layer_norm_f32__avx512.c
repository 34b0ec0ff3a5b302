// for each row:
//   sums[16] = 0;  for each channel c: sums[c % 16] += x
//   mean = folded sum / channels;  variance the same way over (x - mean)^2
//   for each channel: y = (x - mean) * rstd * gamma + beta;  y = y <= 0 ? 0 : y if relu
//
// 1. The sixteen sums are one vector, folded as i and i + 8, then 4, 2, 1. Nothing is fused.
// 2. Eight rows, a tile, go together: a row's sums are a chain of additions, each waiting for the last; and one
//    division and one root serve all eight.
// 3. Two tiles take turns: while one waits for its folds, division and root, which are as long as 64 channels' work,
//    the other has work to do (Zen 5, 64, 128 and 256 channels: a third, a quarter and a seventh less time).
// 4. Whole vectors go without a mask, which is 1.2 to 1.5 times as fast on Zen 4.
#if defined(__x86_64__)
#include "CKernels.h"
#include "fold_avx512.h"

#pragma STDC FP_CONTRACT OFF

enum { TILE_ROWS = FOLD_ROWS, MAX_TILES = 2 };

/// Neighbouring rows of a norm, and what is known of them.
typedef struct {
  const float *input;
  float *output;
  float mean[TILE_ROWS], rstd[TILE_ROWS];
} tile;

EDGE_INLINE void sum_channels(
    const edge_layer_norm_f32 *norm, const tile *t, int32_t channel, const int rows, const int squared,
    const int part, __mmask16 lanes, const __m512 *mean, __m512 *sums) {
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    __m512 x = load_lanes(t->input + i * norm->input_row_stride + channel, part, lanes);
    if (squared) {
      x = _mm512_sub_ps(x, mean[i]);
      x = _mm512_mul_ps(x, x);
    }
    sums[i] = part ? _mm512_mask_add_ps(sums[i], lanes, sums[i], x) : _mm512_add_ps(sums[i], x);
  }
}

/// The means over rows of x, or of (x - mean)^2 if `squared`.
EDGE_INLINE __m256 mean_of_rows(
    const edge_layer_norm_f32 *norm, const tile *t, const int rows, const int squared) {
  __m512 sums[TILE_ROWS], mean[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) sums[i] = _mm512_setzero_ps(), mean[i] = _mm512_set1_ps(squared ? t->mean[i] : 0);
  int32_t channel = 0;
  for (; channel + 16 <= norm->channels; channel += 16)
    sum_channels(norm, t, channel, rows, squared, 0, 0xffff, mean, sums);
  if (channel < norm->channels) {
    const __mmask16 lanes = lanes_below(norm->channels - channel);
    sum_channels(norm, t, channel, rows, squared, 1, lanes, mean, sums);
  }
  return _mm256_div_ps(fold_rows(FOLD_SUM, sums, rows), _mm256_set1_ps((float)norm->channels));
}

/// What a row's numbers become; the strides are copies, since the output could lie anywhere for all the compiler knows.
typedef struct {
  __m512 mean[TILE_ROWS], rstd[TILE_ROWS];
  const float *gamma, *beta;
  ptrdiff_t input_stride, output_stride;
  /// The least output, and a zero that makes of a beta of -0 the 0 which that asks for, or changes nothing.
  __m512 least, zero;
} epilogue;

EDGE_INLINE void write_channels(
    const epilogue *e, const float *input, float *output, int32_t channel, const int rows, const int part,
    __mmask16 lanes) {
  const __m512 gamma = load_lanes(e->gamma + channel, part, lanes);
  const __m512 beta = _mm512_add_ps(load_lanes(e->beta + channel, part, lanes), e->zero);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    __m512 x = load_lanes(input + i * e->input_stride + channel, part, lanes);
    x = _mm512_mul_ps(_mm512_mul_ps(_mm512_sub_ps(x, e->mean[i]), e->rstd[i]), gamma);
    // Of two zeros and with NaN, the maximum is its second operand.
    x = _mm512_max_ps(e->least, _mm512_add_ps(x, beta));
    store_lanes(output + i * e->output_stride + channel, part, lanes, x);
  }
}

/// Writes a tile whose means and deviations are known.
EDGE_INLINE void write_tile(const edge_layer_norm_f32 *norm, const tile *t, const int rows) {
  epilogue e = {
      .gamma = norm->gamma, .beta = norm->beta, .input_stride = norm->input_row_stride,
      .output_stride = norm->output_row_stride, .least = _mm512_set1_ps(norm->relu ? 0 : -__builtin_inff()),
      .zero = _mm512_set1_ps(norm->relu ? 0.0f : -0.0f)};
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) e.mean[i] = _mm512_set1_ps(t->mean[i]), e.rstd[i] = _mm512_set1_ps(t->rstd[i]);
  const int32_t whole = norm->channels & ~15;
  for (int32_t channel = 0; channel < whole; channel += 16)
    write_channels(&e, t->input, t->output, channel, rows, 0, 0xffff);
  if (whole < norm->channels) {
    const __mmask16 lanes = lanes_below(norm->channels - whole);
    write_channels(&e, t->input, t->output, whole, rows, 1, lanes);
  }
}

/// Normalises `count` neighbouring tiles of `rows` rows, 8 or 1.
EDGE_INLINE void normalise(const edge_layer_norm_f32 *norm, int32_t row, const int rows, const int count) {
  tile tiles[MAX_TILES];
  for (tile *t = tiles; t < tiles + count; t++, row += rows) {
    t->input = norm->input + row * norm->input_row_stride;
    t->output = norm->output + row * norm->output_row_stride;
    _mm256_storeu_ps(t->mean, mean_of_rows(norm, t, rows, 0));
  }
  for (tile *t = tiles; t < tiles + count; t++) {
    const __m256 variance = _mm256_add_ps(mean_of_rows(norm, t, rows, 1), _mm256_set1_ps(norm->epsilon));
    _mm256_storeu_ps(t->rstd, _mm256_div_ps(_mm256_set1_ps(1), _mm256_sqrt_ps(variance)));
  }
  for (const tile *t = tiles; t < tiles + count; t++) write_tile(norm, t, rows);
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void edge_layer_norm_f32__avx512(
    const edge_layer_norm_f32 *norm) {
  int32_t row = 0;
  while (row + TILE_ROWS <= norm->rows) {
    const int count = row + MAX_TILES * TILE_ROWS <= norm->rows ? MAX_TILES : 1;
    normalise(norm, row, TILE_ROWS, count);
    row += count * TILE_ROWS;
  }
  for (; row < norm->rows; row++) normalise(norm, row, 1, 1);
}
#endif
