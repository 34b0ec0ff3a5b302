/// The loop nest of products whose weights become floats in the first-level cache, a chunk at a time and for all row
/// tiles: edge_gemm_w8, and those of coded weights where a vector is shorter than a panel.
///
/// The includer has included the tiles of edge_gemm_f32 for its instruction set and defines
///
///     EDGE_INLINE const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats)
///
/// which writes the weights of a chunk's channels, 16 each, and returns where the next chunk begins. It may write
/// channels that are not there, up to the next multiple of four.
#ifndef EDGE_GEMM_EXPANDED_PANELS_H
#define EDGE_GEMM_EXPANDED_PANELS_H

#include "gemm_panels.h"

static const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats);

/// Multiplies a block of one panel, whose weights begin at `weights`; returns where the next panel's begin.
EDGE_INLINE const uint8_t *multiply_expanded_block(
    const gemm_block *block, const uint8_t *weights, int32_t chunk_length) {
  _Alignas(64) float totals[MAX_BLOCK_ROWS * EDGE_PANEL_WIDTH];
  _Alignas(64) float floats[EDGE_CHUNK_LENGTH * EDGE_PANEL_WIDTH];
  const edge_gemm_f32 *product = block->product;
  const float *windows[MAX_BLOCK_ROWS];
  find_windows(block, windows);
  gemm_chunk chunk = first_chunk(block, windows, totals);
  chunk.weights = floats;
  for (int32_t tap = 0; tap < product->taps; tap++) {
    for (int32_t channel = 0; channel < product->channels; channel += chunk_length) {
      const int32_t left = product->channels - channel;
      chunk.place = tap * product->input_tap_stride + channel;
      chunk.length = left < chunk_length ? left : chunk_length;
      weights = expand_chunk(weights, chunk.length, floats);
      add_chunk_of(block, &chunk, tap == product->taps - 1 && left <= chunk_length);
    }
  }
  store_cut_panel(block, totals);
  return weights;
}

/// The whole product, a panel at a time: four of them as floats would not fit the first-level cache.
EDGE_INLINE void multiply_expanded(const edge_gemm_f32 *product, const uint8_t *weights, int32_t chunk_length) {
  const int32_t rows = product->rows;
  const int32_t panels = (product->columns + EDGE_PANEL_WIDTH - 1) / EDGE_PANEL_WIDTH;
  for (int32_t panel = 0; panel < panels; panel++) {
    const uint8_t *next = weights;
    for (int32_t row = 0; row < rows; row += MAX_BLOCK_ROWS) {
      const int32_t left = rows - row;
      const gemm_block block = {product, row, left < MAX_BLOCK_ROWS ? left : MAX_BLOCK_ROWS, panel, 1};
      next = multiply_expanded_block(&block, weights, chunk_length);
    }
    weights = next;
  }
}

#endif
