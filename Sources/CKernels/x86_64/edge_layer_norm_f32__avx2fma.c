// for each row:
//   sums[16] = 0;  for each channel c: sums[c % 16] += x
//   mean = folded sum / channels;  variance the same way over (x - mean)^2
//   for each channel: y = (x - mean) * rstd * gamma + beta;  y = y <= 0 ? 0 : y if relu
//
// 1. The sixteen sums are two vectors, folded as i and i + 8, then 4, 2, 1. Nothing is fused.
// 2. Four rows, a tile, go together: a row's sums are a chain of additions, each waiting for the last, and eight are
//    what registers hold beside the means; and one division and one root serve all four.
// 3. Two tiles take turns: while one waits for its folds, division and root, the other has work to do (Zen 5, 64, 128
//    and 256 channels: a third, a quarter and a seventh less time).
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

enum { TILE_ROWS = 4, MAX_TILES = 2 };

/// Neighbouring rows of a norm; strides are copies, since the output could lie anywhere for all the compiler knows.
typedef struct {
  const float *input;
  float *output;
  ptrdiff_t input_stride, output_stride;
  const float *gamma, *beta;
  int32_t channels;
  float mean[TILE_ROWS], rstd[TILE_ROWS];
} tile;

/// Adds eight channels of each row, x or (x - mean)^2, to every other one of `sums`.
EDGE_INLINE void sum_channels(
    const tile *t, int32_t channel, const int rows, const int squared, const int part, const __m256 *mean,
    __m256 *sums) {
  const __m256i lanes = part ? lanes_below(t->channels - channel) : _mm256_setzero_si256();
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    __m256 x = load_lanes(t->input + i * t->input_stride + channel, part, lanes);
    if (squared) {
      x = _mm256_sub_ps(x, mean[i]);
      x = _mm256_mul_ps(x, x);
      if (part) x = _mm256_and_ps(x, _mm256_castsi256_ps(lanes));
    }
    sums[2 * i] = _mm256_add_ps(sums[2 * i], x);
  }
}

/// The folded sums of four rows, or of one.
EDGE_INLINE __m128 fold_rows(const __m256 *sums, const int rows) {
  __m256 eights[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) eights[i] = _mm256_add_ps(sums[2 * i], sums[2 * i + 1]);
  if (rows == 1) {
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eights[0]), _mm256_extractf128_ps(eights[0], 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_add_ps(two, _mm_movehdup_ps(two));
  }
  __m256 fours[2];
#pragma clang loop unroll(full)
  for (int i = 0; i < 2; i++) {
    const __m256 a = eights[2 * i], b = eights[2 * i + 1];
    fours[i] = _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
  }
  const __m256 twos = _mm256_add_ps(
      _mm256_shuffle_ps(fours[0], fours[1], 0x44), _mm256_shuffle_ps(fours[0], fours[1], 0xee));
  const __m256 ones = _mm256_add_ps(_mm256_shuffle_ps(twos, twos, 0x88), _mm256_shuffle_ps(twos, twos, 0xdd));
  // Rows 0 and 2 are in the low half, 1 and 3 in the high one.
  return _mm_unpacklo_ps(_mm256_castps256_ps128(ones), _mm256_extractf128_ps(ones, 1));
}

/// The means over rows of x, or of (x - mean)^2 if `squared`.
EDGE_INLINE __m128 mean_of_rows(const tile *t, const int rows, const int squared) {
  __m256 sums[2 * TILE_ROWS], mean[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) mean[i] = _mm256_set1_ps(squared ? t->mean[i] : 0);
#pragma clang loop unroll(full)
  for (int i = 0; i < 2 * rows; i++) sums[i] = _mm256_setzero_ps();
  int32_t channel = 0;
  for (; channel + 16 <= t->channels; channel += 16) {
    sum_channels(t, channel, rows, squared, 0, mean, sums);
    sum_channels(t, channel + 8, rows, squared, 0, mean, sums + 1);
  }
  if (channel < t->channels) {
    sum_channels(t, channel, rows, squared, 1, mean, sums);
    sum_channels(t, channel + 8, rows, squared, 1, mean, sums + 1);
  }
  return _mm_div_ps(fold_rows(sums, rows), _mm_set1_ps((float)t->channels));
}

/// What a row's numbers become.
typedef struct {
  __m256 mean[TILE_ROWS], rstd[TILE_ROWS];
  /// The least output, and a zero that makes of a beta of -0 the 0 which that asks for, or changes nothing.
  __m256 least, zero;
} epilogue;

EDGE_INLINE void write_channels(const tile *t, const epilogue *e, int32_t channel, const int rows, const int part) {
  const __m256i lanes = part ? lanes_below(t->channels - channel) : _mm256_setzero_si256();
  const __m256 gamma = load_lanes(t->gamma + channel, part, lanes);
  const __m256 beta = _mm256_add_ps(load_lanes(t->beta + channel, part, lanes), e->zero);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    __m256 x = load_lanes(t->input + i * t->input_stride + channel, part, lanes);
    x = _mm256_mul_ps(_mm256_mul_ps(_mm256_sub_ps(x, e->mean[i]), e->rstd[i]), gamma);
    // Of two zeros and with NaN, the maximum is its second operand.
    x = _mm256_max_ps(e->least, _mm256_add_ps(x, beta));
    store_lanes(t->output + i * t->output_stride + channel, part, lanes, x);
  }
}

/// Writes a tile whose means and deviations are known.
EDGE_INLINE void write_tile(const edge_layer_norm_f32 *norm, const tile *t, const int rows) {
  epilogue e = {
      .least = _mm256_set1_ps(norm->relu ? 0 : -__builtin_inff()), .zero = _mm256_set1_ps(norm->relu ? 0.0f : -0.0f)};
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) e.mean[i] = _mm256_set1_ps(t->mean[i]), e.rstd[i] = _mm256_set1_ps(t->rstd[i]);
  int32_t channel = 0;
  for (; channel + 8 <= t->channels; channel += 8) write_channels(t, &e, channel, rows, 0);
  if (channel < t->channels) write_channels(t, &e, channel, rows, 1);
}

/// Normalises `count` neighbouring tiles of `rows` rows, 4 or 1.
EDGE_INLINE void normalise(const edge_layer_norm_f32 *norm, int32_t row, const int rows, const int count) {
  tile tiles[MAX_TILES];
  for (tile *t = tiles; t < tiles + count; t++, row += rows) {
    *t = (tile){
        norm->input + row * norm->input_row_stride, norm->output + row * norm->output_row_stride,
        norm->input_row_stride, norm->output_row_stride, norm->gamma, norm->beta, norm->channels, {0}, {0}};
    _mm_storeu_ps(t->mean, mean_of_rows(t, rows, 0));
  }
  for (tile *t = tiles; t < tiles + count; t++) {
    const __m128 variance = _mm_add_ps(mean_of_rows(t, rows, 1), _mm_set1_ps(norm->epsilon));
    _mm_storeu_ps(t->rstd, _mm_div_ps(_mm_set1_ps(1), _mm_sqrt_ps(variance)));
  }
  for (const tile *t = tiles; t < tiles + count; t++) write_tile(norm, t, rows);
}

__attribute__((target("avx2,fma"))) void edge_layer_norm_f32__avx2fma(const edge_layer_norm_f32 *norm) {
  int32_t row = 0;
  while (row + TILE_ROWS <= norm->rows) {
    const int count = row + MAX_TILES * TILE_ROWS <= norm->rows ? MAX_TILES : 1;
    normalise(norm, row, TILE_ROWS, count);
    row += count * TILE_ROWS;
  }
  for (; row < norm->rows; row++) normalise(norm, row, 1, 1);
}
#endif
