/// The tiles of a product of floats: those of edge_gemm_f32, edge_gemm_w8 and, where the includer defines
/// EDGE_HALF_WEIGHTS, edge_gemm_f16.
///
/// 1. Sixteen columns (a panel) are two vectors; one panel by up to six rows, or four panels by one row,
///    are summed at once: 8 to 12 independent chains, where 8 hide the latency of a multiply-add.
/// 2. Up to four rows read four panels side by side, as four streams that the hardware prefetches: on
///    Zen 3 3 to 25 % more bytes a second than one stream, the more the longer a panel is. Where one panel
///    is read at a time, and from three rows on, weights ahead of use are prefetched by hand.
#ifndef EDGE_GEMM_TILES_AVX2FMA_H
#define EDGE_GEMM_TILES_AVX2FMA_H

#include "CKernels.h"
#include "lanes_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

enum {
  MAX_TILE_ROWS = 6, // Twelve sums, two weights and an input are fifteen of sixteen registers.
  MAX_WIDE_ROWS = 4,
  LONG_PANEL = INT32_MAX,
  MIN_PAIR_ROWS = INT32_MAX,
  AHEAD_WEIGHTS = 256, // Best of 0..2048, measured on Zen 3 at four rows.
};

/// Channels that each of four panels takes in turn. Both lengths are the best of 4..64, measured on Zen 3: for two rows
/// without fetching ahead, for three and four with each panel's next turn fetched, which is 1.1 to 1.3 times as fast.
EDGE_INLINE int turn_length(const int rows) { return rows <= 2 ? 8 : 16; }

/// What a weight is stored as, and eight of them as floats.
#ifdef EDGE_HALF_WEIGHTS
typedef uint16_t panel_weight;

EDGE_INLINE __m256 load_columns(const panel_weight *weights) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)weights));
}
#else
typedef float panel_weight;

EDGE_INLINE __m256 load_columns(const panel_weight *weights) { return _mm256_loadu_ps(weights); }
#endif

#include "../shared/gemm_panels.h"

/// The run of each of a tile's rows.
EDGE_INLINE void find_runs(const int rows, const gemm_chunk *chunk, const float **runs) {
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) runs[row] = chunk->windows[row] + chunk->place;
}

/// One channel of one panel: row i's two sums are at sums[i * sum_stride].
EDGE_INLINE void multiply_add(
    const int rows, const float *const *runs, int32_t channel, const panel_weight *weights, __m256 *sums,
    const int sum_stride) {
  const __m256 low = load_columns(weights), high = load_columns(weights + 8);
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    const __m256 x = _mm256_broadcast_ss(runs[row] + channel);
    sums[row * sum_stride] = _mm256_fmadd_ps(x, low, sums[row * sum_stride]);
    sums[row * sum_stride + 1] = _mm256_fmadd_ps(x, high, sums[row * sum_stride + 1]);
  }
}

/// Totals of half a panel of the tile, counted in halves along the row.
EDGE_INLINE void add_totals(const gemm_chunk *chunk, int32_t row, int32_t half, __m256 sums) {
  const __m256 from = _mm256_loadu_ps(chunk->from + row * chunk->from_stride + 8 * half);
  _mm256_storeu_ps(chunk->to + row * chunk->to_stride + 8 * half, _mm256_add_ps(from, sums));
}

/// add_tile() for constant `rows` and `panels`, so that the sums stay in registers.
EDGE_INLINE void add_fixed_tile(const int rows, const int panels, const gemm_chunk *chunk) {
  __m256 sums[12];
#pragma clang loop unroll(full)
  for (int i = 0; i < 2 * rows * panels; i++) sums[i] = _mm256_setzero_ps();

  const float *runs[MAX_TILE_ROWS];
  find_runs(rows, chunk, runs);
  const panel_weight *weights = chunk->weights;
  const char *ahead = (const char *)((uintptr_t)weights + sizeof(panel_weight) * (uintptr_t)chunk->ahead);
  const ptrdiff_t ahead_step = (ptrdiff_t)sizeof(panel_weight) * chunk->ahead_step;
#pragma clang loop unroll_count(4)
  for (int32_t channel = 0; channel < chunk->length; channel++) {
#pragma clang loop unroll(full)
    for (int panel = 0; panel < panels; panel++) {
      const panel_weight *column = weights + panel * chunk->panel_stride;
      multiply_add(rows, runs, channel, column, sums + 2 * panel, 2 * panels);
    }
    if (panels == 1) _mm_prefetch(ahead, _MM_HINT_T0);
    weights += EDGE_PANEL_WIDTH, ahead += ahead_step;
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (int i = 0; i < 2 * panels; i++) add_totals(chunk, row, i, sums[2 * row * panels + i]);
}

/// add_tile() for four panels and constant `rows`, whose sums are too many for the registers.
///
/// Each panel in turn takes turn_length() channels; its sums wait on the stack between turns.
EDGE_INLINE void add_interleaved_tile(const int rows, const gemm_chunk *chunk) {
  _Alignas(32) float waiting[4 * MAX_WIDE_ROWS * EDGE_PANEL_WIDTH];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8 * rows; i++) _mm256_store_ps(waiting + 8 * i, _mm256_setzero_ps());
  const float *runs[MAX_WIDE_ROWS];
  find_runs(rows, chunk, runs);
  const int32_t turn = turn_length(rows);
  const uintptr_t next_turn = sizeof(panel_weight) * EDGE_PANEL_WIDTH * (uintptr_t)turn;
  for (int32_t channel = 0; channel < chunk->length; channel += turn) {
    const int32_t left = chunk->length - channel;
    const int32_t length = left < turn ? left : turn;
    for (int panel = 0; panel < 4; panel++) {
      const panel_weight *weights = chunk->weights + panel * chunk->panel_stride;
      weights += (ptrdiff_t)channel * EDGE_PANEL_WIDTH;
      float *saved = waiting + panel * rows * EDGE_PANEL_WIDTH;
      __m256 sums[8];
#pragma clang loop unroll(full)
      for (int i = 0; i < 2 * rows; i++) sums[i] = _mm256_load_ps(saved + 8 * i);
      for (int32_t c = 0; c < length; c++, weights += EDGE_PANEL_WIDTH) {
        multiply_add(rows, runs, channel + c, weights, sums, 2);
        // A prefetch beyond the weights' end is harmless; so is its address, formed as a number.
        if (rows > 2) _mm_prefetch((const char *)((uintptr_t)weights + next_turn), _MM_HINT_T0);
      }
#pragma clang loop unroll(full)
      for (int i = 0; i < 2 * rows; i++) _mm256_store_ps(saved + 8 * i, sums[i]);
    }
  }
  for (int row = 0; row < rows; row++)
    for (int half = 0; half < 8; half++) {
      const float *saved = waiting + (half / 2 * rows + row) * EDGE_PANEL_WIDTH + half % 2 * 8;
      add_totals(chunk, row, half, _mm256_load_ps(saved));
    }
}

EDGE_INLINE void add_tile(int32_t rows, int32_t panels, const gemm_chunk *chunk) {
  if (panels == 4) {
    switch (rows) {
    case 1: return add_fixed_tile(1, 4, chunk);
    case 2: return add_interleaved_tile(2, chunk);
    case 3: return add_interleaved_tile(3, chunk);
    default: return add_interleaved_tile(4, chunk);
    }
  }
  if (panels == 2 && rows == 1) return add_fixed_tile(1, 2, chunk);
  if (panels == 2) return add_fixed_tile(2, 2, chunk);
  switch (rows) {
  case 1: return add_fixed_tile(1, 1, chunk);
  case 2: return add_fixed_tile(2, 1, chunk);
  case 3: return add_fixed_tile(3, 1, chunk);
  case 4: return add_fixed_tile(4, 1, chunk);
  case 5: return add_fixed_tile(5, 1, chunk);
  default: return add_fixed_tile(6, 1, chunk);
  }
}

#endif
