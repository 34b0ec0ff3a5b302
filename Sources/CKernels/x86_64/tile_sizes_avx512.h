/// The sizes of the tiles of a product of floats with vectors of 512 bits, the loop nest over them, and how each ends.
///
/// Sixteen columns (a panel) are one vector; up to eight rows by one panel or two, or up to four rows by four panels
/// are summed at once: 4 to 16 independent chains, where 8 hide the latency of a multiply-add.
///
/// The includer defines what shared/gemm_panels.h wants beside the sizes, and behind this
///
///     EDGE_INLINE void add_fixed_tile(const int rows, const int panels, const gemm_chunk *chunk)
///
/// which is add_tile() for constant `rows` and `panels`, so that the sums stay in registers.
#ifndef EDGE_TILE_SIZES_AVX512_H
#define EDGE_TILE_SIZES_AVX512_H

enum {
  MAX_TILE_ROWS = 8,
  MAX_WIDE_ROWS = 4,
  MIN_PAIR_ROWS = 5,
};

#include "../shared/gemm_panels.h"

/// Writes what the totals were before the chunk plus its sums.
EDGE_INLINE void add_sums(const int rows, const int panels, const __m512 *sums, const gemm_chunk *chunk) {
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (int panel = 0; panel < panels; panel++) {
      const __m512 from = _mm512_loadu_ps(chunk->from + row * chunk->from_stride + EDGE_PANEL_WIDTH * panel);
      float *to = chunk->to + row * chunk->to_stride + EDGE_PANEL_WIDTH * panel;
      _mm512_storeu_ps(to, _mm512_add_ps(from, sums[row * panels + panel]));
    }
}

static void add_fixed_tile(const int rows, const int panels, const gemm_chunk *chunk);

EDGE_INLINE void add_tile(int32_t rows, int32_t panels, const gemm_chunk *chunk) {
#define TILES(panels)                                \
  switch (rows) {                                    \
  case 1: return add_fixed_tile(1, panels, chunk);  \
  case 2: return add_fixed_tile(2, panels, chunk);  \
  case 3: return add_fixed_tile(3, panels, chunk);  \
  case 4: return add_fixed_tile(4, panels, chunk);  \
  case 5: return add_fixed_tile(5, panels, chunk);  \
  case 6: return add_fixed_tile(6, panels, chunk);  \
  case 7: return add_fixed_tile(7, panels, chunk);  \
  default: return add_fixed_tile(8, panels, chunk); \
  }
  if (panels == 4) {
    switch (rows) {
    case 1: return add_fixed_tile(1, 4, chunk);
    case 2: return add_fixed_tile(2, 4, chunk);
    case 3: return add_fixed_tile(3, 4, chunk);
    default: return add_fixed_tile(4, 4, chunk);
    }
  }
  if (panels == 2) TILES(2)
  TILES(1)
#undef TILES
}

#endif
