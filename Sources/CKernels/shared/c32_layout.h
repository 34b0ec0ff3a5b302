/// How coded float32 weights lie, for the kernels that read them; EDGE_INLINE is the includer's.
#ifndef EDGE_C32_LAYOUT_H
#define EDGE_C32_LAYOUT_H

#include "CKernels.h"

enum {
  HEAD_BYTES = sizeof(edge_c32_run),
  BLOCK_BYTES = EDGE_C32_BLOCK_BYTES,
  /// The lower bytes of a channel's weights.
  LOWER_BYTES = 3 * EDGE_PANEL_WIDTH,
};

#include "coded_layout.h"

/// The upper bytes of a run's block, if its codes do not tell them; else NULL.
EDGE_INLINE const uint8_t *patch_of(const edge_c32_run *run, int32_t block) {
  const uint64_t bit = 1ull << block;
  if (!(run->patched & bit)) return NULL;
  const uint64_t earlier = (uint64_t)__builtin_popcountll(run->patched & (bit - 1));
  return (const uint8_t *)run + run->patches + EDGE_CODED_DEPTH * EDGE_PANEL_WIDTH * earlier;
}

#endif
