// sum = exact sum over a chunk of w * byte;  d = sum - zero * S;  total = total + float(d) * (s * scale)
//
// 1. A row's bytes become x = byte - 128, and the sum of w * x is the wanted one less 128 * S.
// 2. A group, four channels of sixteen columns, is four vectors; SDOT multiplies each by four bytes of a row (a lane of
//    the sixteen loaded at once) and adds the products to each column's sum in 32 bits, exactly.
#if defined(__aarch64__)
#include "CKernels.h"

#include <arm_neon.h>

#pragma STDC FP_CONTRACT OFF

#define EDGE_INLINE static inline __attribute__((target("dotprod"), always_inline))

enum {
  MAX_TILE_ROWS = 4, // Sixteen sums, four rows' bytes, four vectors of a group.
  AHEAD_BYTES = 1024,
};

#include "../shared/gemm_int8_panels.h"
#include "int8_tiles_neon.h"

EDGE_INLINE void add_fixed_tile(const int rows, const int is_wide, const int8_chunk *chunk) {
  const int lines = is_wide ? 2 : 1;
  int32x4_t sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4 * rows * lines; i++) sums[i] = vdupq_n_s32(0);

  const uint8_t *input = chunk->input;
  const int8_t *weights = chunk->weights;
  const char *ahead = (const char *)((uintptr_t)weights + (uintptr_t)chunk->ahead);
  int32_t group = 0;
  for (; group + 4 <= chunk->groups; group += 4) {
    int8x16_t x[4];
#pragma clang loop unroll(full)
    for (int line = 0; line < rows * lines; line++)
      x[line] = signed_bytes(vld1q_u8(input + line / lines * chunk->row_stride + line % lines * chunk->pair_stride));
#pragma clang loop unroll(full)
    for (int quarter = 0; quarter < 4; quarter++) {
      int8x16_t columns;
#define DOT(index)                                                                              \
  columns = vld1q_s8(weights + (index) * GROUP_BYTES + quarter * 16);                           \
  _Pragma("clang loop unroll(full)") for (int line = 0; line < rows * lines; line++)            \
      sums[4 * line + quarter] = vdotq_laneq_s32(sums[4 * line + quarter], columns, x[line], index);
      DOT(0) DOT(1) DOT(2) DOT(3)
#undef DOT
    }
#pragma clang loop unroll(full)
    for (int line = 0; line < 4; line++) __builtin_prefetch(ahead + line * chunk->ahead_step);
    input += 4 * EDGE_INT8_DEPTH, weights += 4 * GROUP_BYTES, ahead += 4 * chunk->ahead_step;
  }
  for (; group < chunk->groups; group++) {
#pragma clang loop unroll(full)
    for (int line = 0; line < rows * lines; line++) {
      const uint8_t *bytes = input + line / lines * chunk->row_stride + line % lines * chunk->pair_stride;
      const int8x16_t x = signed_bytes(vreinterpretq_u8_s32(vdupq_n_s32(group_of(bytes))));
#pragma clang loop unroll(full)
      for (int quarter = 0; quarter < 4; quarter++)
        sums[4 * line + quarter] = vdotq_s32(sums[4 * line + quarter], vld1q_s8(weights + quarter * 16), x);
    }
    input += EDGE_INT8_DEPTH, weights += GROUP_BYTES;
  }
  join_rows(rows, is_wide, 128, sums, weights, chunk);
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("dotprod"), no_builtin("memcpy", "memset"))) void edge_gemm_i8__neondot(
    const edge_gemm_i8 *product) {
  multiply(product);
}
#endif
