/// The loop nest of edge_gemm_w8: chunks of int8 weights become floats in the first-level cache, for all row tiles.
///
/// The includer has included the tiles of edge_gemm_f32 for its instruction set and defines
///
///     EDGE_INLINE void expand_chunk(const int8_t *groups, int32_t count, const float *scales, float *floats)
///
/// which writes 4 * count channels of a panel, each weight the rounded product of its byte and its column's scale.
#ifndef EDGE_GEMM_W8_PANELS_H
#define EDGE_GEMM_W8_PANELS_H

#include "gemm_panels.h"
#include "int8_layout.h"

/// Bytes from a group to the one to fetch while it is expanded: those of the next chunk.
enum { AHEAD_GROUP_BYTES = EDGE_CHUNK_LENGTH * EDGE_PANEL_WIDTH + TRAILER_BYTES };

static void expand_chunk(const int8_t *groups, int32_t count, const float *scales, float *floats);

/// Multiplies a block of one panel, whose bytes begin at `weights`.
EDGE_INLINE void multiply_w8_block(const edge_gemm_w8 *job, const int8_t *weights, const gemm_block *block) {
  _Alignas(64) float totals[MAX_BLOCK_ROWS * EDGE_PANEL_WIDTH];
  _Alignas(64) float floats[EDGE_CHUNK_LENGTH * EDGE_PANEL_WIDTH];
  const edge_gemm_f32 *product = block->product;
  const float *windows[MAX_BLOCK_ROWS];
  find_windows(block, windows);
  gemm_chunk chunk = first_chunk(block, windows, totals);
  chunk.weights = floats;
  for (int32_t tap = 0; tap < product->taps; tap++) {
    for (int32_t channel = 0; channel < product->channels; channel += job->chunk_length) {
      const int32_t left = product->channels - channel;
      chunk.place = tap * product->input_tap_stride + channel;
      chunk.length = left < job->chunk_length ? left : job->chunk_length;
      const int32_t groups = groups_of(chunk.length);
      const int8_t *trailer = weights + (ptrdiff_t)groups * GROUP_BYTES;
      expand_chunk(weights, groups, (const float *)(const void *)trailer, floats);
      add_chunk_of(block, &chunk, tap == product->taps - 1 && left <= job->chunk_length);
      weights = trailer + TRAILER_BYTES;
    }
  }
  store_cut_panel(block, totals);
}

/// The whole product, a panel at a time: four of them as floats would not fit the first-level cache.
EDGE_INLINE void multiply_w8(const edge_gemm_w8 *job) {
  const int32_t rows = job->product.rows;
  const int32_t panels = (job->product.columns + EDGE_PANEL_WIDTH - 1) / EDGE_PANEL_WIDTH;
  const ptrdiff_t panel_stride = panel_bytes(job->product.taps, job->product.channels, job->chunk_length);
  for (int32_t panel = 0; panel < panels; panel++)
    for (int32_t row = 0; row < rows; row += MAX_BLOCK_ROWS) {
      const int32_t left = rows - row;
      const int32_t count = left < MAX_BLOCK_ROWS ? left : MAX_BLOCK_ROWS;
      multiply_w8_block(
          job, job->weights + panel * panel_stride, &(gemm_block){&job->product, row, count, panel, 1});
    }
}

#endif
