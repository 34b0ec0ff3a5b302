/// How coded weights lie, for the kernels that read them; EDGE_INLINE is the includer's.
#ifndef EDGE_C32_LAYOUT_H
#define EDGE_C32_LAYOUT_H

#include "CKernels.h"

enum {
  /// The lower bytes of a channel's weights.
  LOWER_BYTES = 3 * EDGE_PANEL_WIDTH,
  /// A run of EDGE_CHUNK_LENGTH channels.
  RUN_BYTES = sizeof(edge_c32_run) + EDGE_CHUNK_LENGTH / EDGE_C32_DEPTH * EDGE_C32_BLOCK_BYTES,
};

/// Bytes of the runs of one tap of a panel.
EDGE_INLINE ptrdiff_t tap_bytes(int32_t channels) {
  const int32_t runs = (channels + EDGE_CHUNK_LENGTH - 1) / EDGE_CHUNK_LENGTH;
  return runs * (ptrdiff_t)sizeof(edge_c32_run) + (ptrdiff_t)channels / EDGE_C32_DEPTH * EDGE_C32_BLOCK_BYTES;
}

/// Fetches the lines that a block begins or ends in. They may lie beyond the weights: its place is formed as a number.
EDGE_INLINE void fetch_block(uintptr_t place) {
#pragma clang loop unroll(full)
  for (int quarter = 0; quarter < 4; quarter++)
    __builtin_prefetch((const char *)(place + EDGE_C32_BLOCK_BYTES / 4 * (uintptr_t)quarter));
}

/// The upper bytes of a run's block, if its codes do not tell them; else NULL.
EDGE_INLINE const uint8_t *patch_of(const edge_c32_run *run, int32_t block) {
  const uint64_t bit = 1ull << block;
  if (!(run->patched & bit)) return NULL;
  const uint64_t earlier = (uint64_t)__builtin_popcountll(run->patched & (bit - 1));
  return (const uint8_t *)run + run->patches + EDGE_C32_DEPTH * EDGE_PANEL_WIDTH * earlier;
}

#endif
