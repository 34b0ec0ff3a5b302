/// How packed int8 weights lie, for the kernels that read them; EDGE_INLINE is the includer's.
#ifndef EDGE_INT8_LAYOUT_H
#define EDGE_INT8_LAYOUT_H

#include "CKernels.h"

enum {
  /// Bytes of a group: four channels of a panel.
  GROUP_BYTES = EDGE_PANEL_WIDTH * EDGE_INT8_DEPTH,
  /// Bytes of a chunk's scales and sums.
  TRAILER_BYTES = 8 * EDGE_PANEL_WIDTH,
  /// Bytes from a group to the one to fetch while it becomes floats: those of the next chunk.
  AHEAD_GROUP_BYTES = EDGE_CHUNK_LENGTH * EDGE_PANEL_WIDTH + TRAILER_BYTES,
};

EDGE_INLINE int32_t groups_of(int32_t channels) { return (channels + EDGE_INT8_DEPTH - 1) / EDGE_INT8_DEPTH; }

/// Bytes of one panel.
EDGE_INLINE ptrdiff_t panel_bytes(int32_t taps, int32_t channels, int32_t chunk_length) {
  const ptrdiff_t chunks = (channels + chunk_length - 1) / chunk_length;
  return taps * ((ptrdiff_t)groups_of(channels) * GROUP_BYTES + chunks * TRAILER_BYTES);
}

#endif
