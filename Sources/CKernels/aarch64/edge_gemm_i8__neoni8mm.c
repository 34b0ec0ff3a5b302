// sum = exact sum over a chunk of w * byte;  d = sum - zero * S;  total = total + float(d) * (s * scale)
//
// 1. USMMLA multiplies two rows of eight bytes by two columns of eight weights and adds to four sums in 32 bits,
//    exactly. Two neighbouring groups zipped are the columns: four weights of the one, then four of the other.
// 2. A row without a neighbour is its own: the sums of its double are dropped.
#if defined(__aarch64__)
#include "CKernels.h"

#include <arm_neon.h>

#pragma STDC FP_CONTRACT OFF

#define EDGE_INLINE static inline __attribute__((target("dotprod,i8mm"), always_inline))

enum {
  MAX_TILE_ROWS = 4, // Sixteen sums of two rows by two columns, two pairs of rows, four vectors of groups.
  AHEAD_BYTES = 1024,
};

#include "../shared/gemm_int8_panels.h"
#include "int8_tiles_neon.h"

/// Where line `line` of the tile is: the wide form has two for its row.
EDGE_INLINE const uint8_t *line_of(const int8_chunk *chunk, const uint8_t *input, const int is_wide, const int line) {
  return input + (is_wide ? line * chunk->pair_stride : line * chunk->row_stride);
}

/// Adds two groups' products with one pair of rows: sums of columns 2i and 2i + 1 are at sums[i].
EDGE_INLINE void add_groups(uint8x16_t rows, const int8x16_t *columns, int32x4_t *sums) {
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) sums[i] = vusmmlaq_s32(sums[i], rows, columns[i]);
}

/// Eight channels of neighbouring columns, of four columns' groups.
EDGE_INLINE void zip_groups(int8x16_t first, int8x16_t second, int8x16_t *columns) {
  const int32x4_t low = vreinterpretq_s32_s8(first), high = vreinterpretq_s32_s8(second);
  columns[0] = vreinterpretq_s8_s32(vzip1q_s32(low, high));
  columns[1] = vreinterpretq_s8_s32(vzip2q_s32(low, high));
}

EDGE_INLINE void add_fixed_tile(const int rows, const int is_wide, const int8_chunk *chunk) {
  const int lines = is_wide ? 2 : rows;
  int32x4_t sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8 * ((lines + 1) / 2); i++) sums[i] = vdupq_n_s32(0);

  const uint8_t *input = chunk->input;
  const int8_t *weights = chunk->weights;
  const char *ahead = (const char *)((uintptr_t)weights + (uintptr_t)chunk->ahead);
  int8x16_t columns[8];
  int32_t group = 0;
  for (; group + 2 <= chunk->groups; group += 2) {
#pragma clang loop unroll(full)
    for (int quarter = 0; quarter < 4; quarter++)
      zip_groups(
          vld1q_s8(weights + 16 * quarter), vld1q_s8(weights + GROUP_BYTES + 16 * quarter), columns + 2 * quarter);
#pragma clang loop unroll(full)
    for (int line = 0; line < lines; line += 2) {
      const uint8x8_t even = vld1_u8(line_of(chunk, input, is_wide, line));
      const uint8x8_t odd = line + 1 < lines ? vld1_u8(line_of(chunk, input, is_wide, line + 1)) : even;
      add_groups(vcombine_u8(even, odd), columns, sums + 4 * line);
    }
    __builtin_prefetch(ahead);
    __builtin_prefetch(ahead + chunk->ahead_step);
    input += 2 * EDGE_INT8_DEPTH, weights += 2 * GROUP_BYTES, ahead += 2 * chunk->ahead_step;
  }
  if (group < chunk->groups) {
#pragma clang loop unroll(full)
    for (int quarter = 0; quarter < 4; quarter++)
      zip_groups(vld1q_s8(weights + 16 * quarter), vdupq_n_s8(0), columns + 2 * quarter);
#pragma clang loop unroll(full)
    for (int line = 0; line < lines; line += 2) {
      // The second four bytes of each row meet zeros.
      const int32x2_t even = vdup_n_s32(group_of(line_of(chunk, input, is_wide, line)));
      const int32x2_t odd = line + 1 < lines ? vdup_n_s32(group_of(line_of(chunk, input, is_wide, line + 1))) : even;
      add_groups(vreinterpretq_u8_s32(vcombine_s32(even, odd)), columns, sums + 4 * line);
    }
    weights += GROUP_BYTES;
  }
  int32x4_t by_line[16];
#pragma clang loop unroll(full)
  for (int line = 0; line < lines; line++)
#pragma clang loop unroll(full)
    for (int quarter = 0; quarter < 4; quarter++) {
      const int64x2_t left = vreinterpretq_s64_s32(sums[4 * (line & ~1) + 2 * quarter]);
      const int64x2_t right = vreinterpretq_s64_s32(sums[4 * (line & ~1) + 2 * quarter + 1]);
      by_line[4 * line + quarter] =
          vreinterpretq_s32_s64(line % 2 == 0 ? vzip1q_s64(left, right) : vzip2q_s64(left, right));
    }
  join_rows(rows, is_wide, 0, by_line, weights, chunk);
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("dotprod,i8mm"), no_builtin("memcpy", "memset"))) void edge_gemm_i8__neoni8mm(
    const edge_gemm_i8 *product) {
  multiply(product);
}
#endif
