/// The loop nest of edge_gemm_f32, the same for every instruction set, and with it the order of the sums.
///
/// The includer defines EDGE_INLINE (an inline function for its instruction set), MAX_TILE_ROWS (the most
/// rows of a tile of one panel), MAX_WIDE_ROWS (of a tile of four panels), MIN_PAIR_ROWS (from which on two panels are
/// walked together, as they are for one row or two), AHEAD_FLOATS and
///
///     EDGE_INLINE void add_tile(int32_t rows, int32_t panels, const gemm_chunk *chunk, float *totals)
///
/// which sums one chunk of a tile of rows x (panels * 16) and adds the sums to `totals`. Weights are
/// walked in the order of memory: a chunk (16 kB) serves every row tile from the first-level cache
/// before the next one is touched, so each weight comes from memory once however many rows there are.
#ifndef EDGE_GEMM_PANELS_H
#define EDGE_GEMM_PANELS_H

#include "CKernels.h"

/// Rows whose totals wait on the stack (4 kB) while a panel is walked. More rows walk it again.
enum { MAX_BLOCK_ROWS = 64 };

/// A run of at most EDGE_CHUNK_LENGTH channels of one tap, and the rows of one tile that meet it.
typedef struct {
  const float *input;       // first row of the tile, first channel of the run
  ptrdiff_t row_stride;     // of the input
  const float *weights;     // (length, 16) of the first panel
  ptrdiff_t panel_stride;   // to the same run of the next panel
  ptrdiff_t ahead;          // floats from a weight in use to the first one to prefetch
  ptrdiff_t ahead_step;     // floats between two prefetches; 16 is one cache line, 0 if nothing lies ahead
  int32_t length;
} gemm_chunk;

static void add_tile(int32_t rows, int32_t panels, const gemm_chunk *chunk, float *totals);

/// Runs every row tile over one chunk; `totals` is (rows, panels * 16).
EDGE_INLINE void add_chunk(int32_t rows, int32_t panels, gemm_chunk chunk, float *totals) {
  const int32_t tiles = (rows + MAX_TILE_ROWS - 1) / MAX_TILE_ROWS;
  if (tiles > 1 && chunk.ahead_step > 0) {
    // The tiles share the work of fetching the next chunk, which lies right behind this one.
    chunk.ahead = (ptrdiff_t)chunk.length * EDGE_PANEL_WIDTH;
    chunk.ahead_step = EDGE_PANEL_WIDTH / tiles > 0 ? EDGE_PANEL_WIDTH / tiles : 1;
  }
  const ptrdiff_t share = chunk.ahead_step * chunk.length;
  for (int32_t tile = 0, row = 0; tile < tiles; tile++) {
    // Even sizes: 16 rows are 6 + 5 + 5 and not 6 + 6 + 4.
    const int32_t tile_rows = (rows - row + tiles - tile - 1) / (tiles - tile);
    add_tile(tile_rows, panels, &chunk, totals + (ptrdiff_t)row * panels * EDGE_PANEL_WIDTH);
    chunk.input += tile_rows * chunk.row_stride;
    chunk.ahead += share;
    row += tile_rows;
  }
}

/// Writes the columns of `panel` and its neighbours that exist.
EDGE_INLINE void store_totals(
    const edge_gemm_f32 *product, int32_t first_row, int32_t rows, int32_t panel, int32_t panels,
    const float *totals) {
  const int32_t width = panels * EDGE_PANEL_WIDTH;
  const int32_t left = product->columns - panel * EDGE_PANEL_WIDTH;
  const int32_t columns = left < width ? left : width;
  for (int32_t row = 0; row < rows; row++) {
    float *output = product->output + (first_row + row) * product->output_row_stride;
    output += (ptrdiff_t)panel * EDGE_PANEL_WIDTH;
    const float *source = totals + (ptrdiff_t)row * width;
    for (int32_t column = 0; column < columns; column++) output[column] = source[column];
  }
}

/// Starts totals (rows, panels * 16) as the bias of `panel` and its neighbours.
EDGE_INLINE void fill_totals(
    const edge_gemm_f32 *product, int32_t rows, int32_t panel, int32_t panels, float *totals) {
  const int32_t width = panels * EDGE_PANEL_WIDTH;
  const float *bias = product->bias ? product->bias + (ptrdiff_t)panel * EDGE_PANEL_WIDTH : NULL;
  for (int32_t row = 0; row < rows; row++)
    for (int32_t column = 0; column < width; column++)
      totals[row * width + column] = bias ? bias[column] : 0.0f;
}

/// Multiplies `rows` rows by `panels` neighbouring panels.
EDGE_INLINE void multiply_panels(
    const edge_gemm_f32 *product, int32_t first_row, int32_t rows, int32_t panel, int32_t panels) {
  _Alignas(64) float totals[MAX_BLOCK_ROWS * EDGE_PANEL_WIDTH];
  fill_totals(product, rows, panel, panels, totals);
  const ptrdiff_t panel_stride = (ptrdiff_t)product->taps * product->channels * EDGE_PANEL_WIDTH;
  const float *weights = product->weights + panel * panel_stride;
  for (int32_t tap = 0; tap < product->taps; tap++) {
    const float *input =
        product->input + first_row * product->input_row_stride + tap * product->input_tap_stride;
    for (int32_t channel = 0; channel < product->channels; channel += EDGE_CHUNK_LENGTH) {
      const int32_t left = product->channels - channel;
      const int32_t length = left < EDGE_CHUNK_LENGTH ? left : EDGE_CHUNK_LENGTH;
      add_chunk(
          rows, panels,
          (gemm_chunk){input + channel, product->input_row_stride, weights, panel_stride, AHEAD_FLOATS,
                       EDGE_PANEL_WIDTH, length},
          totals);
      weights += (ptrdiff_t)length * EDGE_PANEL_WIDTH;
    }
  }
  store_totals(product, first_row, rows, panel, panels, totals);
}

/// The whole product. Few rows take several panels at once, for enough sums to hide the latency of one.
EDGE_INLINE void multiply(const edge_gemm_f32 *product) {
  const int32_t panels = (product->columns + EDGE_PANEL_WIDTH - 1) / EDGE_PANEL_WIDTH;
  const int32_t rows = product->rows;
  int32_t panel = 0;
  if (rows <= MAX_WIDE_ROWS)
    for (; panel + 4 <= panels; panel += 4) multiply_panels(product, 0, rows, panel, 4);
  const int32_t takes_pairs = rows <= 2 || rows >= MIN_PAIR_ROWS;
  while (panel < panels) {
    const int32_t together = takes_pairs && panel + 2 <= panels ? 2 : 1;
    const int32_t most = MAX_BLOCK_ROWS / together;
    for (int32_t row = 0; row < rows; row += most) {
      const int32_t left = rows - row;
      multiply_panels(product, row, left < most ? left : most, panel, together);
    }
    panel += together;
  }
}

#endif
