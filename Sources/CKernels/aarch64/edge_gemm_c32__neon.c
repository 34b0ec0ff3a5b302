// edge_gemm_f32 over the floats that codes and lower bytes make, which are the trainer's own.
//
// 1. A run of a panel becomes 16 kB of floats in the first-level cache and serves all rows from there:
//    shared/gemm_expanded_panels.h. The tiles are gemm_tiles_neon.h.
// 2. Two table lookups make the upper bytes of two channels from their codes. Four floats are one lookup among twelve
//    lower bytes and a channel's upper ones.
#if defined(__aarch64__)
#include "gemm_tiles_neon.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/c32_layout.h"
#include "../shared/gemm_expanded_panels.h"

/// Where the bytes of four floats stand: the lower ones in sixteen bytes, the upper one in sixteen more.
static const uint8_t places[4][16] = {
#define FLOAT(quarter, i) 3 * (i), 3 * (i) + 1, 3 * (i) + 2, 16 + 4 * (quarter) + (i)
#define QUARTER(quarter) {FLOAT(quarter, 0), FLOAT(quarter, 1), FLOAT(quarter, 2), FLOAT(quarter, 3)}
    QUARTER(0), QUARTER(1), QUARTER(2), QUARTER(3),
#undef QUARTER
#undef FLOAT
};

/// What the codes of two channels stand for.
EDGE_INLINE void find_upper_bytes(const uint8_t *codes, uint8x16_t values, uint8x16_t *upper) {
  const uint8x16_t pairs = vld1q_u8(codes);
  const uint8x16_t even = vqtbl1q_u8(values, vandq_u8(pairs, vdupq_n_u8(15)));
  const uint8x16_t odd = vqtbl1q_u8(values, vshrq_n_u8(pairs, 4));
  upper[0] = vzip1q_u8(even, odd);
  upper[1] = vzip2q_u8(even, odd);
}

EDGE_INLINE const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats) {
  const edge_c32_run *run = (const edge_c32_run *)(const void *)chunk;
  const uint8x16_t values = vld1q_u8(run->upper_bytes);
  uint8x16_t order[4];
#pragma clang loop unroll(full)
  for (int quarter = 0; quarter < 4; quarter++) order[quarter] = vld1q_u8(places[quarter]);
  const uint8_t *block = chunk + HEAD_BYTES;
  for (int32_t index = 0; index < channels / EDGE_CODED_DEPTH; index++, block += BLOCK_BYTES) {
    fetch_block((uintptr_t)block + RUN_BYTES);
    uint8x16_t upper[EDGE_CODED_DEPTH];
    const uint8_t *patch = patch_of(run, index);
    find_upper_bytes(block, values, upper);
    find_upper_bytes(block + 16, values, upper + 2);
#pragma clang loop unroll(full)
    for (int channel = 0; channel < EDGE_CODED_DEPTH; channel++) {
      if (__builtin_expect(patch != NULL, 0)) upper[channel] = vld1q_u8(patch + 16 * channel);
      const uint8_t *lower = block + EDGE_C32_CODE_BYTES + LOWER_BYTES * channel;
#pragma clang loop unroll(full)
      for (int quarter = 0; quarter < 4; quarter++, floats += 4) {
        const uint8x16x2_t bytes = {{vld1q_u8(lower + 12 * quarter), upper[channel]}};
        vst1q_f32(floats, vreinterpretq_f32_u8(vqtbl2q_u8(bytes, order[quarter])));
      }
    }
  }
  return block;
}

EDGE_KERNEL void edge_gemm_c32__neon(const edge_gemm_c32 *job) {
  multiply_expanded(&job->product, job->weights, EDGE_CHUNK_LENGTH);
}
#endif
