/// The tiles of a product of floats with vectors of 512 bits: those of edge_gemm_f32, edge_gemm_w8 and, where the
/// includer defines EDGE_HALF_WEIGHTS, edge_gemm_f16.
///
/// 1. Their sizes are in tile_sizes_avx512.h.
/// 2. Two panels share the loads of a row: on Zen 4, from memory, 8 rows make 44 G multiply-adds a second and with one
///    panel 36 (AVX2: 30), 32 rows 56 and 52 (49).
/// 3. One stream or two the hardware alone does not fetch fast enough: weights ahead of use are prefetched. Four do
///    without, unless conversions slow them down: in half precision on Zen 5, from memory, 4 rows read 68 GB/s and
///    without prefetches 60, one row 54 and 45; in float32 prefetches cost a tenth.
#ifndef EDGE_GEMM_TILES_AVX512_H
#define EDGE_GEMM_TILES_AVX512_H

#include "CKernels.h"
#include "lanes_avx512.h"

#pragma STDC FP_CONTRACT OFF

/// What a weight is stored as, and sixteen of them as floats.
#ifdef EDGE_HALF_WEIGHTS
typedef uint16_t panel_weight;

EDGE_INLINE __m512 load_columns(const panel_weight *weights) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)weights));
}
#else
typedef float panel_weight;

EDGE_INLINE __m512 load_columns(const panel_weight *weights) { return _mm512_loadu_ps(weights); }
#endif

/// Best of 1 to 16 kB: 4 kB, measured at eight rows in float32 (Zen 4, Zen 5) and half precision (Zen 5), and 2 kB for
/// each of four panels.
enum {
  AHEAD_WEIGHTS = 4096 / sizeof(panel_weight),
  WIDE_AHEAD_WEIGHTS = 2048 / sizeof(panel_weight),
  LONG_PANEL = INT32_MAX,
};

#include "tile_sizes_avx512.h"

/// Fetches what lies ahead of a channel's weights; of four panels by turns, as a line holds two channels.
EDGE_INLINE void prefetch(const int panels, int32_t channel, const char *ahead, ptrdiff_t panel_stride) {
  const ptrdiff_t stride = (ptrdiff_t)sizeof(panel_weight) * panel_stride;
  if (panels <= 2) {
    _mm_prefetch(ahead, _MM_HINT_T0);
    if (panels == 2) _mm_prefetch(ahead + stride, _MM_HINT_T0);
  }
  if (panels == 4 && sizeof(panel_weight) == 2) {
    const ptrdiff_t odd = channel & 1;
    _mm_prefetch(ahead + odd * stride, _MM_HINT_T0);
    _mm_prefetch(ahead + (odd + 2) * stride, _MM_HINT_T0);
  }
}

EDGE_INLINE void add_fixed_tile(const int rows, const int panels, const gemm_chunk *chunk) {
  __m512 sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * panels; i++) sums[i] = _mm512_setzero_ps();

  const float *runs[MAX_TILE_ROWS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) runs[row] = chunk->windows[row] + chunk->place;
  const panel_weight *weights = chunk->weights;
  const ptrdiff_t panel_stride = chunk->panel_stride;
  const ptrdiff_t distance = panels == 4 ? WIDE_AHEAD_WEIGHTS : chunk->ahead;
  const char *ahead = (const char *)((uintptr_t)weights + sizeof(panel_weight) * (uintptr_t)distance);
  const ptrdiff_t ahead_step = (ptrdiff_t)sizeof(panel_weight) * chunk->ahead_step;
  // From which channel on what lies ahead is in the panels that are walked next: much of a short panel.
  const int32_t turn = chunk->left > distance ? (int32_t)((chunk->left - distance) / EDGE_PANEL_WIDTH) : 0;
#pragma clang loop unroll_count(2)
  for (int32_t channel = 0; channel < chunk->length; channel++) {
    __m512 columns[4];
#pragma clang loop unroll(full)
    for (int panel = 0; panel < panels; panel++) columns[panel] = load_columns(weights + panel * panel_stride);
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) {
      const __m512 x = _mm512_set1_ps(runs[row][channel]);
#pragma clang loop unroll(full)
      for (int panel = 0; panel < panels; panel++)
        sums[row * panels + panel] = _mm512_fmadd_ps(x, columns[panel], sums[row * panels + panel]);
    }
    if (rows == 1 && panels == 4 && channel == turn) ahead += 3 * (ptrdiff_t)sizeof(panel_weight) * panel_stride;
    prefetch(panels, channel, ahead, panel_stride);
    weights += EDGE_PANEL_WIDTH, ahead += ahead_step;
  }
  add_sums(rows, panels, sums, chunk);
}

#endif
