// sum = exact sum over a chunk of w * byte;  d = sum - zero * S;  total = total + float(d) * (s * scale)
//
// For processors without the dot product (Cortex-A57, Carmel).
//
// 1. A row's bytes become x = byte - 128, and the sum of w * x is the wanted one less 128 * S.
// 2. SMULL and SMLAL multiply eight bytes, four channels of two columns, of two neighbouring groups and add the two in
//    16 bits. |x| <= 128 and |w| <= 127 (a loaded file has no -128), so two products are at most
//    2 * 128 * 127 = 32512 < 2^15: exact.
// 3. SADALP adds neighbouring pairs to sums of 32 bits, two a column, which are joined when the chunk ends.
#if defined(__aarch64__)
#include "CKernels.h"
#include "lanes_neon.h"

#pragma STDC FP_CONTRACT OFF

enum {
  MAX_TILE_ROWS = 2, // Sixteen sums, four vectors of weights, the rows' bytes.
  AHEAD_BYTES = 1024,
};

#include "../shared/gemm_int8_panels.h"
#include "int8_tiles_neon.h"

/// Four bytes of a row, four times, less 128.
EDGE_INLINE int8x16_t repeated_group(const uint8_t *bytes) {
  return signed_bytes(vreinterpretq_u8_s32(vdupq_n_s32(group_of(bytes))));
}

/// Adds a group, or two, to the sums of `lines` rows' bytes: eight vectors a row, each of two columns.
EDGE_INLINE void add_groups(
    const int lines, const int groups, const int8x16_t x[2][2], const int8_t *weights, int32x4_t *sums) {
#pragma clang loop unroll(full)
  for (int quarter = 0; quarter < 4; quarter++) {
    const int8x16_t first = vld1q_s8(weights + 16 * quarter);
    const int8x16_t second = groups == 2 ? vld1q_s8(weights + GROUP_BYTES + 16 * quarter) : first;
#pragma clang loop unroll(full)
    for (int line = 0; line < lines; line++) {
      int16x8_t low = vmull_s8(vget_low_s8(first), vget_low_s8(x[line][0]));
      int16x8_t high = vmull_high_s8(first, x[line][0]);
      if (groups == 2) {
        low = vmlal_s8(low, vget_low_s8(second), vget_low_s8(x[line][1]));
        high = vmlal_high_s8(high, second, x[line][1]);
      }
      int32x4_t *sum = sums + 8 * line + 2 * quarter;
      sum[0] = vpadalq_s16(sum[0], low);
      sum[1] = vpadalq_s16(sum[1], high);
    }
  }
}

EDGE_INLINE void add_fixed_tile(const int rows, const int is_wide, const int8_chunk *chunk) {
  const int lines = is_wide ? 2 : 1;
  int32x4_t sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8 * rows * lines; i++) sums[i] = vdupq_n_s32(0);

  const uint8_t *input = chunk->input;
  const int8_t *weights = chunk->weights;
  const char *ahead = (const char *)((uintptr_t)weights + (uintptr_t)chunk->ahead);
  int8x16_t x[2][2];
  int32_t group = 0;
  for (; group + 2 <= chunk->groups; group += 2) {
#pragma clang loop unroll(full)
    for (int line = 0; line < rows * lines; line++) {
      const uint8_t *bytes = input + line / lines * chunk->row_stride + line % lines * chunk->pair_stride;
      x[line][0] = repeated_group(bytes);
      x[line][1] = repeated_group(bytes + EDGE_INT8_DEPTH);
    }
    add_groups(rows * lines, 2, x, weights, sums);
    __builtin_prefetch(ahead);
    __builtin_prefetch(ahead + chunk->ahead_step);
    input += 2 * EDGE_INT8_DEPTH, weights += 2 * GROUP_BYTES, ahead += 2 * chunk->ahead_step;
  }
  if (group < chunk->groups) {
#pragma clang loop unroll(full)
    for (int line = 0; line < rows * lines; line++)
      x[line][0] =
          repeated_group(input + line / lines * chunk->row_stride + line % lines * chunk->pair_stride);
    add_groups(rows * lines, 1, x, weights, sums);
    weights += GROUP_BYTES;
  }
  int32x4_t columns[8];
#pragma clang loop unroll(full)
  for (int quarter = 0; quarter < 4 * rows * lines; quarter++)
    columns[quarter] = vpaddq_s32(sums[2 * quarter], sums[2 * quarter + 1]);
  join_rows(rows, is_wide, 128, columns, weights, chunk);
}

EDGE_KERNEL void edge_gemm_i8__neon(const edge_gemm_i8 *product) {
  multiply(product);
}
#endif
