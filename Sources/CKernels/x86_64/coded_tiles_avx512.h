/// The tiles of a product with coded weights, with vectors of 512 bits.
///
/// Prefetches pay even beside four panels' streams: of float32 from memory, at four rows on Zen 5, 73 GB/s of floats
/// with them and 64 without, where edge_gemm_f32 reads 56. One row or two read long panels a twentieth faster by twos
/// than by fours, and short ones as much slower.
///
/// The includer has included its weights' layout and defines
///
///     typedef struct {...} coded_panels                  what a tile keeps of its panels' runs and blocks, up to four
///     EDGE_INLINE coded_panels begin_runs(const int panels, const uint8_t *run, ptrdiff_t panel_stride)
///     EDGE_INLINE void begin_blocks(const int panels, const uint8_t *block, ptrdiff_t panel_stride, int32_t index,
///                                   coded_panels *state)
///     EDGE_INLINE __m512 columns_of(const int k, const int panel, const uint8_t *block, const coded_panels *state)
///
/// which look at the heads of runs, make what they can of the blocks number `index`, and give channel `k` of a panel's
/// block.
#ifndef EDGE_CODED_TILES_AVX512_H
#define EDGE_CODED_TILES_AVX512_H

typedef uint8_t panel_weight;

enum {
  AHEAD_WEIGHTS = 4096,
  WIDE_AHEAD_WEIGHTS = 3072,
  LONG_PANEL = 64 << 10, // where weights come from memory
};

#include "tile_sizes_avx512.h"

EDGE_INLINE void add_fixed_tile(const int rows, const int panels, const gemm_chunk *chunk) {
  __m512 sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * panels; i++) sums[i] = _mm512_setzero_ps();

  const float *inputs[MAX_TILE_ROWS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) inputs[row] = chunk->windows[row] + chunk->place;
  const uint8_t *run = chunk->weights;
  const ptrdiff_t panel_stride = chunk->panel_stride;
  coded_panels state = begin_runs(panels, run, panel_stride);
  const uint8_t *block = run + HEAD_BYTES;
  const ptrdiff_t ahead = panels == 4 ? WIDE_AHEAD_WEIGHTS : AHEAD_WEIGHTS;
  for (int32_t channel = 0; channel < chunk->length; channel += EDGE_CODED_DEPTH, block += BLOCK_BYTES) {
    // Behind the panel's end begin the panels that are walked next.
    const ptrdiff_t distance = block - run + ahead < chunk->left ? ahead : ahead + (panels - 1) * panel_stride;
#pragma clang loop unroll(full)
    for (int panel = 0; panel < panels; panel++)
      fetch_block((uintptr_t)(block + panel * panel_stride) + (uintptr_t)distance);
    begin_blocks(panels, block, panel_stride, channel / EDGE_CODED_DEPTH, &state);
#pragma clang loop unroll(full)
    for (int k = 0; k < EDGE_CODED_DEPTH; k++) {
      __m512 columns[4];
#pragma clang loop unroll(full)
      for (int panel = 0; panel < panels; panel++)
        columns[panel] = columns_of(k, panel, block + panel * panel_stride, &state);
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++) {
        const __m512 x = _mm512_set1_ps(inputs[row][channel + k]);
#pragma clang loop unroll(full)
        for (int panel = 0; panel < panels; panel++)
          sums[row * panels + panel] = _mm512_fmadd_ps(x, columns[panel], sums[row * panels + panel]);
      }
    }
  }
  add_sums(rows, panels, sums, chunk);
}

#endif
