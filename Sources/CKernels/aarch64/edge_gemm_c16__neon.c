// edge_gemm_f16 over the halves that nibbles, signs and lower bytes make.
//
// A run of a panel becomes 16 kB of floats in the first-level cache and serves all rows from there:
// shared/gemm_expanded_panels.h. The tiles are gemm_tiles_neon.h.
#if defined(__aarch64__)
#include "gemm_tiles_neon.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/c16_layout.h"
#include "../shared/gemm_expanded_panels.h"

/// Writes eight floats.
EDGE_INLINE void store_floats(uint8x16_t bytes, float scale, float *floats) {
  const float16x8_t halves = vreinterpretq_f16_u8(bytes);
  vst1q_f32(floats, vmulq_n_f32(vcvt_f32_f16(vget_low_f16(halves)), scale));
  vst1q_f32(floats + 4, vmulq_n_f32(vcvt_high_f32_f16(halves), scale));
}

EDGE_INLINE const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats) {
  const float scale = scale_of(chunk);
  const uint8_t *block = chunk + HEAD_BYTES;
  for (int32_t index = 0; index < channels / EDGE_CODED_DEPTH; index++, block += BLOCK_BYTES) {
    fetch_block((uintptr_t)block + RUN_BYTES);
    const uint8x8_t sign_bits = vld1_u8(block + EDGE_C16_SIGNS);
    // Sixteen weights each: eight columns of two channels.
#pragma clang loop unroll(full)
    for (int part = 0; part < EDGE_CODED_DEPTH; part++) {
      const uint8x16_t pairs = vld1q_u8(block + 16 * (part % 2));
      const uint8x16_t nibbles = part < 2 ? vandq_u8(pairs, vdupq_n_u8(15)) : vshrq_n_u8(pairs, 4);
      const int8x16_t shifts = vcombine_s8(vdup_n_s8((int8_t)(7 - 2 * part)), vdup_n_s8((int8_t)(6 - 2 * part)));
      const uint8x16_t signs = vshlq_u8(vcombine_u8(sign_bits, sign_bits), shifts);
      const uint8x16_t upper = vorrq_u8(nibbles, vandq_u8(signs, vdupq_n_u8(128)));
      const uint8x16_t lower = vld1q_u8(block + EDGE_C16_LOWER_BYTES + 16 * part);
      float *channel = floats + 2 * EDGE_PANEL_WIDTH * (part / 2) + 8 * (part % 2);
      store_floats(vzip1q_u8(lower, upper), scale, channel);
      store_floats(vzip2q_u8(lower, upper), scale, channel + EDGE_PANEL_WIDTH);
    }
    floats += EDGE_CODED_DEPTH * EDGE_PANEL_WIDTH;
  }
  return block;
}

EDGE_KERNEL void edge_gemm_c16__neon(const edge_gemm_c16 *job) {
  multiply_expanded(&job->product, job->weights, EDGE_CHUNK_LENGTH);
}
#endif
