/// The loop nest of edge_gemm_i8, the same for every instruction set, and with it the order of the float sums.
///
/// The includer defines EDGE_INLINE (an inline function for its instruction set), MAX_TILE_ROWS, AHEAD_BYTES,
///
///     EDGE_INLINE int32_t panels_for(int32_t rows)      panels that a tile of so many rows takes at once, at most four
///     EDGE_INLINE void add_tile(int32_t rows, int32_t panels, int32_t is_wide, const int8_chunk *chunk)
///
/// which sums one chunk of a tile exactly and writes `from` plus what it is worth to `to`. Weights are walked in the
/// order of memory, so each comes from memory once however many rows there are.
#ifndef EDGE_GEMM_INT8_PANELS_H
#define EDGE_GEMM_INT8_PANELS_H

#include "int8_layout.h"

enum {
  /// Rows whose totals wait on the stack (16 kB at most) while panels are walked. More rows walk them again.
  MAX_BLOCK_ROWS = 64,
  MAX_PANELS = 4,
};

/// One chunk of one tap, and the rows of one tile that meet it.
typedef struct {
  const uint8_t *input;   // first row of the tile, first channel of the chunk
  ptrdiff_t row_stride;   // bytes between the rows of the tile
  ptrdiff_t pair_stride;  // wide: bytes from a row's high bytes to its low ones
  const float *scales;    // of the tile's first row
  const int32_t *zeros;
  ptrdiff_t scale_stride; // between the tile's rows
  const int8_t *weights;  // of the first panel
  ptrdiff_t panel_stride; // bytes to the same chunk of the next panel
  const float *from;      // what the tile's totals are before the chunk, panels side by side
  ptrdiff_t from_stride;  // floats between rows
  float *to;              // where they go; may be `from`
  ptrdiff_t to_stride;
  ptrdiff_t ahead;        // bytes from a group in use to the first one to prefetch
  ptrdiff_t ahead_step;   // bytes between two prefetches; 64 is one group
  int32_t groups;
} int8_chunk;

static void add_tile(int32_t rows, int32_t panels, int32_t is_wide, const int8_chunk *chunk);
static int32_t panels_for(int32_t rows);

/// Four bytes of a row, wherever they lie.
typedef int32_t __attribute__((aligned(1), may_alias)) byte_group;

EDGE_INLINE int32_t group_of(const uint8_t *bytes) { return *(const byte_group *)bytes; }

/// Runs every row tile over one chunk.
EDGE_INLINE void add_chunk(int32_t rows, int32_t panels, int32_t is_wide, int8_chunk chunk) {
  const int32_t most = is_wide ? 1 : MAX_TILE_ROWS;
  const int32_t tiles = (rows + most - 1) / most;
  if (tiles > 1) {
    // The tiles share the work of fetching the next chunk, which lies right behind this one.
    chunk.ahead = (ptrdiff_t)chunk.groups * GROUP_BYTES + TRAILER_BYTES;
    chunk.ahead_step = GROUP_BYTES / tiles > 0 ? GROUP_BYTES / tiles : 1;
  }
  const ptrdiff_t share = chunk.ahead_step * chunk.groups;
  for (int32_t tile = 0, row = 0; tile < tiles; tile++) {
    const int32_t tile_rows = (rows - row + tiles - tile - 1) / (tiles - tile);
    add_tile(tile_rows, panels, is_wide, &chunk);
    chunk.input += tile_rows * chunk.row_stride;
    chunk.scales += tile_rows * chunk.scale_stride;
    chunk.zeros += tile_rows * chunk.scale_stride;
    chunk.from += tile_rows * chunk.from_stride;
    chunk.to += tile_rows * chunk.to_stride;
    chunk.ahead += share;
    row += tile_rows;
  }
}

/// Multiplies `rows` rows by `panels` neighbouring panels. Totals start as the bias, wait on the stack between chunks,
/// and go straight to the output at the last one, unless a panel is cut there.
EDGE_INLINE void multiply_panels(
    const edge_gemm_i8 *product, int32_t first_row, int32_t rows, int32_t panel, int32_t panels) {
  static const float zeros[MAX_PANELS * EDGE_PANEL_WIDTH];
  _Alignas(64) float totals[MAX_BLOCK_ROWS * MAX_PANELS * EDGE_PANEL_WIDTH];
  const int32_t width = panels * EDGE_PANEL_WIDTH, columns = product->columns - panel * EDGE_PANEL_WIDTH;
  const int32_t lines = product->is_wide ? 2 : 1;
  float *output = product->output + first_row * product->output_row_stride + (ptrdiff_t)panel * EDGE_PANEL_WIDTH;
  const ptrdiff_t panel_stride = panel_bytes(product->taps, product->channels, product->chunk_length);
  int8_chunk chunk = {
      .row_stride = product->input_stride * lines * product->row_step,
      .pair_stride = product->input_stride,
      .scale_stride = product->row_step,
      .weights = product->weights + panel * panel_stride,
      .panel_stride = panel_stride,
      .from = product->bias ? product->bias + (ptrdiff_t)panel * EDGE_PANEL_WIDTH : zeros,
      .to = totals,
      .to_stride = width,
      .ahead_step = GROUP_BYTES,
  };
  for (int32_t tap = 0; tap < product->taps; tap++) {
    const ptrdiff_t line = (ptrdiff_t)first_row * product->row_step + tap * product->tap_step;
    const uint8_t *input = product->input + line * lines * product->input_stride;
    for (int32_t channel = 0; channel < product->channels; channel += product->chunk_length) {
      const int32_t left = product->channels - channel;
      const int32_t is_last = tap == product->taps - 1 && left <= product->chunk_length;
      if (is_last && columns >= width) chunk.to = output, chunk.to_stride = product->output_row_stride;
      chunk.input = input + channel;
      chunk.scales = product->scales + line;
      chunk.zeros = product->zeros + line;
      chunk.groups = groups_of(left < product->chunk_length ? left : product->chunk_length);
      chunk.ahead = AHEAD_BYTES;
      add_chunk(rows, panels, product->is_wide, chunk);
      chunk.weights += (ptrdiff_t)chunk.groups * GROUP_BYTES + TRAILER_BYTES;
      chunk.from = totals, chunk.from_stride = width;
    }
  }
  if (columns >= width) return;
  for (int32_t row = 0; row < rows; row++)
    for (int32_t column = 0; column < columns; column++)
      output[row * product->output_row_stride + column] = totals[row * width + column];
}

/// The whole product. Several panels at once make enough sums to hide the latency of one.
EDGE_INLINE void multiply(const edge_gemm_i8 *product) {
  const int32_t panels = (product->columns + EDGE_PANEL_WIDTH - 1) / EDGE_PANEL_WIDTH;
  const int32_t rows = product->rows;
  const int32_t most = panels_for(product->is_wide ? 1 : rows);
  for (int32_t panel = 0; panel < panels;) {
    const int32_t count = panel + most <= panels ? most : 1;
    for (int32_t row = 0; row < rows; row += MAX_BLOCK_ROWS) {
      const int32_t left = rows - row;
      multiply_panels(product, row, left < MAX_BLOCK_ROWS ? left : MAX_BLOCK_ROWS, panel, count);
    }
    panel += count;
  }
}

#endif
