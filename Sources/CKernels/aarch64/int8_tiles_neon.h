/// What the tiles of every NEON version of edge_gemm_i8 share; after gemm_int8_panels.h.
///
/// The includer defines add_fixed_tile(), which is add_tile() for constant extents, so that the sums stay in registers.
#ifndef EDGE_INT8_TILES_NEON_H
#define EDGE_INT8_TILES_NEON_H

static void add_fixed_tile(const int rows, const int is_wide, const int8_chunk *chunk);

EDGE_INLINE int32_t panels_for(int32_t rows) {
  (void)rows;
  return 1;
}

EDGE_INLINE void add_tile(int32_t rows, int32_t panels, int32_t is_wide, const int8_chunk *chunk) {
  (void)panels;
  if (is_wide) add_fixed_tile(1, 1, chunk);
  else if (rows == 1) add_fixed_tile(1, 0, chunk);
  else if (rows == 2 || MAX_TILE_ROWS == 2) add_fixed_tile(2, 0, chunk);
  else if (rows == 3) add_fixed_tile(3, 0, chunk);
  else add_fixed_tile(4, 0, chunk);
}

/// Bytes less 128.
EDGE_INLINE int8x16_t signed_bytes(uint8x16_t bytes) {
  return vreinterpretq_s8_u8(veorq_u8(bytes, vdupq_n_u8(0x80)));
}

/// Adds what a tile's sums, four vectors a row of x = byte - `less`, are worth.
EDGE_INLINE void join_rows(
    const int rows, const int is_wide, const int less, const int32x4_t *sums, const int8_t *trailer,
    const int8_chunk *chunk) {
  const float *scales = (const float *)(const void *)trailer;
  const int32_t *weights = (const int32_t *)(const void *)(trailer + 4 * EDGE_PANEL_WIDTH);
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    const float scale = chunk->scales[row * chunk->scale_stride];
    const int32_t beyond = is_wide ? 257 * (less - 128) : less - chunk->zeros[row * chunk->scale_stride];
#pragma clang loop unroll(full)
    for (int quarter = 0; quarter < 4; quarter++) {
      const int32x4_t sum = is_wide ? vaddq_s32(vshlq_n_s32(sums[quarter], 8), sums[4 + quarter])
                                    : sums[4 * row + quarter];
      const int32x4_t difference = vmlaq_n_s32(sum, vld1q_s32(weights + 4 * quarter), beyond);
      const float32x4_t worth = vmulq_n_f32(vld1q_f32(scales + 4 * quarter), scale);
      const float32x4_t total = vld1q_f32(chunk->from + row * chunk->from_stride + 4 * quarter);
      vst1q_f32(
          chunk->to + row * chunk->to_stride + 4 * quarter,
          vaddq_f32(total, vmulq_f32(vcvtq_f32_s32(difference), worth)));
    }
  }
}

#endif
