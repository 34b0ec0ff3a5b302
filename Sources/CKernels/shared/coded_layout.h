/// How runs of coded weights follow each other, for the kernels that read them.
///
/// The includer defines EDGE_INLINE, HEAD_BYTES (of what stands before the blocks of a run) and BLOCK_BYTES.
#ifndef EDGE_CODED_LAYOUT_H
#define EDGE_CODED_LAYOUT_H

#include "CKernels.h"

enum {
  /// A run of EDGE_CHUNK_LENGTH channels.
  RUN_BYTES = HEAD_BYTES + EDGE_CHUNK_LENGTH / EDGE_CODED_DEPTH * BLOCK_BYTES,
  /// Cache lines that a block begins or ends in, or one fewer.
  BLOCK_LINES = (BLOCK_BYTES + 63) / 64,
};

/// Bytes of the runs of one tap of a panel.
EDGE_INLINE ptrdiff_t tap_bytes(int32_t channels) {
  const int32_t runs = (channels + EDGE_CHUNK_LENGTH - 1) / EDGE_CHUNK_LENGTH;
  return runs * (ptrdiff_t)HEAD_BYTES + (ptrdiff_t)channels / EDGE_CODED_DEPTH * BLOCK_BYTES;
}

/// Fetches a block's lines. They may lie beyond the weights: its place is formed as a number.
EDGE_INLINE void fetch_block(uintptr_t place) {
#pragma clang loop unroll(full)
  for (int line = 0; line < BLOCK_LINES; line++)
    __builtin_prefetch((const char *)(place + BLOCK_BYTES / BLOCK_LINES * (uintptr_t)line));
}

#endif
