/// How coded weights of half precision lie, for the kernels that read them; EDGE_INLINE is the includer's.
#ifndef EDGE_C16_LAYOUT_H
#define EDGE_C16_LAYOUT_H

#include "CKernels.h"

enum {
  HEAD_BYTES = sizeof(edge_c16_run),
  BLOCK_BYTES = EDGE_C16_BLOCK_BYTES,
};

#include "coded_layout.h"

/// What all halves of a run are multiplied by.
EDGE_INLINE float scale_of(const uint8_t *run) { return ((const edge_c16_run *)(const void *)run)->scale; }

#endif
