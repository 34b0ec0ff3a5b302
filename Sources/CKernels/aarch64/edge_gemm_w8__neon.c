// edge_gemm_f32 with weights w[tap][c][n] = byte * s, both exact as floats before the product is rounded.
//
// 1. A chunk of a panel, at most 4 kB of bytes, becomes 16 kB of floats in the first-level cache and serves all rows
//    from there: shared/gemm_expanded_panels.h. The tiles are gemm_tiles_neon.h.
// 2. A group holds four channels of a column side by side: as 32 bits each, one channel is brought to the top by a
//    shift and down again with its sign by another.
#if defined(__aarch64__)
#include "gemm_tiles_neon.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/gemm_expanded_panels.h"
#include "../shared/int8_layout.h"

/// One channel of four columns, of the bytes that a shift brought to the top.
EDGE_INLINE void store_channel(int32x4_t top, float32x4_t scale, float *floats) {
  vst1q_f32(floats, vmulq_f32(vcvtq_f32_s32(vshrq_n_s32(top, 24)), scale));
}

EDGE_INLINE const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats) {
  const uint8_t *trailer = chunk + (ptrdiff_t)groups_of(channels) * GROUP_BYTES;
  const float *scales = (const float *)(const void *)trailer;
  float32x4_t scale[4];
#pragma clang loop unroll(full)
  for (int quarter = 0; quarter < 4; quarter++) scale[quarter] = vld1q_f32(scales + 4 * quarter);
  for (const uint8_t *group = chunk; group < trailer; group += GROUP_BYTES, floats += GROUP_BYTES) {
    __builtin_prefetch((const char *)((uintptr_t)group + AHEAD_GROUP_BYTES));
#pragma clang loop unroll(full)
    for (int quarter = 0; quarter < 4; quarter++) {
      const int32x4_t columns = vreinterpretq_s32_u8(vld1q_u8(group + 16 * quarter));
      float *out = floats + 4 * quarter;
      store_channel(vshlq_n_s32(columns, 24), scale[quarter], out);
      store_channel(vshlq_n_s32(columns, 16), scale[quarter], out + EDGE_PANEL_WIDTH);
      store_channel(vshlq_n_s32(columns, 8), scale[quarter], out + 2 * EDGE_PANEL_WIDTH);
      store_channel(columns, scale[quarter], out + 3 * EDGE_PANEL_WIDTH);
    }
  }
  return trailer + TRAILER_BYTES;
}

EDGE_KERNEL void edge_gemm_w8__neon(const edge_gemm_w8 *job) {
  multiply_expanded(&job->product, (const uint8_t *)job->weights, job->chunk_length);
}
#endif
