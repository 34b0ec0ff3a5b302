/// How coded weights of half precision lie, for the kernels that read them; EDGE_INLINE is the includer's.
#ifndef EDGE_C16_LAYOUT_H
#define EDGE_C16_LAYOUT_H

#include "CKernels.h"

enum {
  /// A run of EDGE_CHUNK_LENGTH channels.
  RUN_BYTES = sizeof(edge_c16_run) + EDGE_CHUNK_LENGTH / EDGE_C16_DEPTH * EDGE_C16_BLOCK_BYTES,
};

/// Bytes of the runs of one tap of a panel.
EDGE_INLINE ptrdiff_t tap_bytes(int32_t channels) {
  const int32_t runs = (channels + EDGE_CHUNK_LENGTH - 1) / EDGE_CHUNK_LENGTH;
  return runs * (ptrdiff_t)sizeof(edge_c16_run) + (ptrdiff_t)channels / EDGE_C16_DEPTH * EDGE_C16_BLOCK_BYTES;
}

/// Fetches the lines that a block begins in or goes on in. They may lie beyond the weights: its place is formed as a
/// number.
EDGE_INLINE void fetch_block(uintptr_t place) {
  __builtin_prefetch((const char *)place);
  __builtin_prefetch((const char *)(place + EDGE_C16_BLOCK_BYTES / 2));
}

/// What all halves of a run are multiplied by.
EDGE_INLINE float scale_of(const uint8_t *run) { return ((const edge_c16_run *)(const void *)run)->scale; }

#endif
