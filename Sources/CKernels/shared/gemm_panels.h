/// The loop nest of edge_gemm_f32, edge_gemm_f16 and of coded weights, the same for every instruction set, and with it
/// the order of the sums.
///
/// The includer defines EDGE_INLINE (an inline function for its instruction set), panel_weight (what a weight is stored
/// as), MAX_TILE_ROWS (the most rows of a tile of one panel), MAX_WIDE_ROWS (of a tile of four panels), LONG_PANEL (the
/// panel_weights of a panel from which on one row or two take pairs instead), MIN_PAIR_ROWS (from which on two panels
/// are walked together, as they are for one row or two), AHEAD_WEIGHTS and
///
///     EDGE_INLINE void add_tile(int32_t rows, int32_t panels, const gemm_chunk *chunk)
///
/// which sums one chunk of a tile of rows x (panels * 16) and writes `from` plus the sums to `to`; for coded weights,
/// whose panel_weight is a byte, EDGE_CODED_WEIGHTS and tap_bytes() as well. Weights are
/// walked in the order of memory: a chunk (16 kB) serves every row tile from the first-level cache
/// before the next one is touched, so each weight comes from memory once however many rows there are.
#ifndef EDGE_GEMM_PANELS_H
#define EDGE_GEMM_PANELS_H

#include "CKernels.h"

/// What holds some channels of one tap of a panel, in panel_weights.
#ifdef EDGE_CODED_WEIGHTS
EDGE_INLINE ptrdiff_t weights_of(int32_t channels) { return tap_bytes(channels); }
#else
EDGE_INLINE ptrdiff_t weights_of(int32_t channels) { return (ptrdiff_t)channels * EDGE_PANEL_WIDTH; }
#endif

/// Rows whose totals wait on the stack (4 kB) while a panel is walked. More rows walk it again.
enum { MAX_BLOCK_ROWS = 64 };

/// A run of at most EDGE_CHUNK_LENGTH channels of one tap, and the rows of one tile that meet it.
typedef struct {
  const float *const *windows; // of the tile's rows
  ptrdiff_t place;          // of the run in each window
  const panel_weight *weights; // (length, 16) of the first panel
  ptrdiff_t panel_stride;   // to the same run of the next panel
  const float *from;        // what the tile's totals are before the chunk, panels side by side
  ptrdiff_t from_stride;    // floats between rows
  float *to;                // where they go; may be `from`
  ptrdiff_t to_stride;
  ptrdiff_t ahead;          // weights from a weight in use to the first one to prefetch
  ptrdiff_t ahead_step;     // weights between two prefetches; 16 is one channel, 0 if nothing lies ahead
  ptrdiff_t left;           // weights from the first to the panel's end, behind which the panels walked next begin
  int32_t length;
} gemm_chunk;

static void add_tile(int32_t rows, int32_t panels, const gemm_chunk *chunk);

/// Runs every row tile over one chunk.
EDGE_INLINE void add_chunk(int32_t rows, int32_t panels, gemm_chunk chunk) {
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
    add_tile(tile_rows, panels, &chunk);
    chunk.windows += tile_rows;
    chunk.from += tile_rows * chunk.from_stride;
    chunk.to += tile_rows * chunk.to_stride;
    chunk.ahead += share;
    row += tile_rows;
  }
}

/// The rows and neighbouring panels of a product that are computed together.
typedef struct {
  const edge_gemm_f32 *product;
  int32_t first_row, rows, panel, panels;
} gemm_block;

/// Where the windows of a block's rows begin.
///
/// In one loop a compiler may load all places under a mask: at a null address each load then takes a fault's time.
EDGE_INLINE void find_windows(const gemm_block *block, const float **windows) {
  const edge_gemm_f32 *product = block->product;
  if (product->input_places) {
    const ptrdiff_t *places = product->input_places + block->first_row;
    for (int32_t row = 0; row < block->rows; row++) windows[row] = product->input + places[row];
  } else {
    const float *window = product->input + block->first_row * product->input_row_stride;
    for (int32_t row = 0; row < block->rows; row++, window += product->input_row_stride) windows[row] = window;
  }
}

/// A block's first output.
EDGE_INLINE float *output_of(const gemm_block *block) {
  const edge_gemm_f32 *product = block->product;
  return product->output + block->first_row * product->output_row_stride + (ptrdiff_t)block->panel * EDGE_PANEL_WIDTH;
}

/// Columns of the output from the block's first on; fewer than the block's where a panel is cut.
EDGE_INLINE int32_t columns_left(const gemm_block *block) {
  return block->product->columns - block->panel * EDGE_PANEL_WIDTH;
}

/// A block's first chunk, input and weights still to set: its totals start as the bias.
EDGE_INLINE gemm_chunk first_chunk(const gemm_block *block, const float *const *windows, float *totals) {
  static const float zeros[4 * EDGE_PANEL_WIDTH];
  const float *bias = block->product->bias;
  return (gemm_chunk){
      .windows = windows,
      .from = bias ? bias + (ptrdiff_t)block->panel * EDGE_PANEL_WIDTH : zeros,
      .to = totals,
      .to_stride = (ptrdiff_t)block->panels * EDGE_PANEL_WIDTH,
  };
}

/// Runs a chunk. Totals wait on the stack until the next; the last one's go to the output, unless a panel is cut there.
EDGE_INLINE void add_chunk_of(const gemm_block *block, gemm_chunk *chunk, int32_t is_last) {
  const int32_t width = block->panels * EDGE_PANEL_WIDTH;
  const float *totals = chunk->to;
  if (is_last && columns_left(block) >= width)
    chunk->to = output_of(block), chunk->to_stride = block->product->output_row_stride;
  add_chunk(block->rows, block->panels, *chunk);
  chunk->from = totals, chunk->from_stride = width;
}

/// Copies the columns that exist where the last panel is cut.
EDGE_INLINE void store_cut_panel(const gemm_block *block, const float *totals) {
  const int32_t width = block->panels * EDGE_PANEL_WIDTH, columns = columns_left(block);
  if (columns >= width) return;
  float *output = output_of(block);
  for (int32_t row = 0; row < block->rows; row++)
    for (int32_t column = 0; column < columns; column++)
      output[row * block->product->output_row_stride + column] = totals[row * width + column];
}

EDGE_INLINE void multiply_block(const gemm_block *block, const panel_weight *weights) {
  _Alignas(64) float totals[MAX_BLOCK_ROWS * EDGE_PANEL_WIDTH];
  const edge_gemm_f32 *product = block->product;
  const float *windows[MAX_BLOCK_ROWS];
  find_windows(block, windows);
  gemm_chunk chunk = first_chunk(block, windows, totals);
  chunk.panel_stride = product->taps * weights_of(product->channels);
  chunk.weights = weights + block->panel * chunk.panel_stride;
  chunk.ahead = AHEAD_WEIGHTS;
  chunk.ahead_step = EDGE_PANEL_WIDTH;
  chunk.left = chunk.panel_stride;
  for (int32_t tap = 0; tap < product->taps; tap++) {
    for (int32_t channel = 0; channel < product->channels; channel += EDGE_CHUNK_LENGTH) {
      const int32_t left = product->channels - channel;
      chunk.place = tap * product->input_tap_stride + channel;
      chunk.length = left < EDGE_CHUNK_LENGTH ? left : EDGE_CHUNK_LENGTH;
      add_chunk_of(block, &chunk, tap == product->taps - 1 && left <= EDGE_CHUNK_LENGTH);
      chunk.weights += weights_of(chunk.length);
      chunk.left -= weights_of(chunk.length);
    }
  }
  store_cut_panel(block, totals);
}

/// The whole product. Few rows take several panels at once, for enough sums to hide the latency of one.
EDGE_INLINE void multiply(const edge_gemm_f32 *product, const panel_weight *weights) {
  const int32_t panels = (product->columns + EDGE_PANEL_WIDTH - 1) / EDGE_PANEL_WIDTH;
  const int32_t rows = product->rows;
  int32_t panel = 0;
  const ptrdiff_t panel_length = product->taps * weights_of(product->channels);
  if (rows <= MAX_WIDE_ROWS && (rows > 2 || panel_length < LONG_PANEL))
    for (; panel + 4 <= panels; panel += 4) multiply_block(&(gemm_block){product, 0, rows, panel, 4}, weights);
  const int32_t takes_pairs = rows <= 2 || rows >= MIN_PAIR_ROWS;
  while (panel < panels) {
    const int32_t together = takes_pairs && panel + 2 <= panels ? 2 : 1;
    const int32_t most = MAX_BLOCK_ROWS / together;
    for (int32_t row = 0; row < rows; row += most) {
      const int32_t left = rows - row;
      multiply_block(&(gemm_block){product, row, left < most ? left : most, panel, together}, weights);
    }
    panel += together;
  }
}

#endif
