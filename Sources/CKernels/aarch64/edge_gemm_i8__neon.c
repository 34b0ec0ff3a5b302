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

/// Four bytes of a row, twice, less 128.
EDGE_INLINE int8x8_t two_groups(const uint8_t *bytes) {
  return vreinterpret_s8_u8(veor_u8(vreinterpret_u8_s32(vdup_n_s32(group_of(bytes))), vdup_n_u8(0x80)));
}

/// Adds a group, or two, to the sums of one row: `sums` are eight vectors, each of two columns.
EDGE_INLINE void add_groups(const int groups, const uint8_t *bytes, const int8_t *weights, int32x4_t *sums) {
  const int8x8_t first = two_groups(bytes);
  const int8x8_t second = groups == 2 ? two_groups(bytes + EDGE_INT8_DEPTH) : first;
#pragma clang loop unroll(full)
  for (int pair = 0; pair < 8; pair++) {
    int16x8_t products = vmull_s8(vld1_s8(weights + 8 * pair), first);
    if (groups == 2) products = vmlal_s8(products, vld1_s8(weights + GROUP_BYTES + 8 * pair), second);
    sums[pair] = vpadalq_s16(sums[pair], products);
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
  int32_t group = 0;
  for (; group + 2 <= chunk->groups; group += 2) {
#pragma clang loop unroll(full)
    for (int line = 0; line < rows * lines; line++)
      add_groups(
          2, input + line / lines * chunk->row_stride + line % lines * chunk->pair_stride, weights, sums + 8 * line);
    __builtin_prefetch(ahead);
    __builtin_prefetch(ahead + chunk->ahead_step);
    input += 2 * EDGE_INT8_DEPTH, weights += 2 * GROUP_BYTES, ahead += 2 * chunk->ahead_step;
  }
  if (group < chunk->groups) {
#pragma clang loop unroll(full)
    for (int line = 0; line < rows * lines; line++)
      add_groups(
          1, input + line / lines * chunk->row_stride + line % lines * chunk->pair_stride, weights, sums + 8 * line);
    weights += GROUP_BYTES;
  }
  int32x4_t columns[8];
#pragma clang loop unroll(full)
  for (int quarter = 0; quarter < 4 * rows * lines; quarter++)
    columns[quarter] = vpaddq_s32(sums[2 * quarter], sums[2 * quarter + 1]);
  join_rows(rows, is_wide, columns, weights, chunk);
}

EDGE_KERNEL void edge_gemm_i8__neon(const edge_gemm_i8 *product) {
  multiply(product);
}
#endif
