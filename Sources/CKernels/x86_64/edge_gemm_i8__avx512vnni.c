// sum = exact sum over a chunk of w * byte;  d = sum - zero * S;  total = total + float(d) * (s * scale)
//
// 1. A group, four channels of sixteen columns, is one vector; VPDPBUSD multiplies it by four bytes of a row and adds
//    the four products to each column's sum, in 32 bits and exactly.
// 2. One row or two take four panels side by side, four streams that the hardware prefetches. More rows, eight at most,
//    take two, so that loads (a group and a row's four bytes each) stay fewer than multiplications.
#if defined(__x86_64__)
#include "CKernels.h"

#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF

#define EDGE_INLINE \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"), always_inline)) static inline

enum {
  MAX_TILE_ROWS = 8, // Sixteen sums, two groups and eight rows' addresses; more spill.
  AHEAD_BYTES = 8192,
};

#include "../shared/gemm_int8_panels.h"

EDGE_INLINE int32_t panels_for(int32_t rows) { return rows <= 2 ? 4 : 2; }

/// What a row's sums of one panel are worth; `sums` are those of its bytes, or of its high and low ones.
EDGE_INLINE __m512 worth_of(
    const int is_wide, const __m512i *sums, const int8_t *trailer, float scale, int32_t zero) {
  const __m512 scales = _mm512_loadu_ps((const float *)trailer);
  const __m512i weights = _mm512_loadu_si512(trailer + 4 * EDGE_PANEL_WIDTH);
  __m512i difference;
  if (is_wide) {
    const __m512i offset = _mm512_slli_epi32(weights, 7);
    difference = _mm512_add_epi32(
        _mm512_slli_epi32(_mm512_sub_epi32(sums[0], offset), 8), _mm512_sub_epi32(sums[1], offset));
  } else {
    difference = _mm512_sub_epi32(sums[0], _mm512_mullo_epi32(weights, _mm512_set1_epi32(zero)));
  }
  return _mm512_mul_ps(_mm512_cvtepi32_ps(difference), _mm512_mul_ps(scales, _mm512_set1_ps(scale)));
}

/// add_tile() for constant extents, so that the sums stay in registers.
EDGE_INLINE void add_fixed_tile(const int rows, const int panels, const int is_wide, const int8_chunk *chunk) {
  const int lines = is_wide ? 2 : 1;
  __m512i sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * panels * lines; i++) sums[i] = _mm512_setzero_si512();

  const uint8_t *input = chunk->input;
  const int8_t *weights = chunk->weights;
  const char *ahead = (const char *)((uintptr_t)weights + (uintptr_t)chunk->ahead);
  for (int32_t group = 0; group < chunk->groups; group++) {
    __m512i columns[4];
#pragma clang loop unroll(full)
    for (int panel = 0; panel < panels; panel++)
      columns[panel] = _mm512_loadu_si512(weights + panel * chunk->panel_stride);
#pragma clang loop unroll(full)
    for (int line = 0; line < rows * lines; line++) {
      const uint8_t *bytes = input + line / lines * chunk->row_stride + line % lines * chunk->pair_stride;
      const __m512i x = _mm512_set1_epi32(group_of(bytes));
#pragma clang loop unroll(full)
      for (int panel = 0; panel < panels; panel++) {
        __m512i *sum = &sums[(line / lines * panels + panel) * lines + line % lines];
        *sum = _mm512_dpbusd_epi32(*sum, x, columns[panel]);
      }
    }
    if (panels < 4) {
#pragma clang loop unroll(full)
      for (int panel = 0; panel < panels; panel++) _mm_prefetch(ahead + panel * chunk->panel_stride, _MM_HINT_T0);
    }
    input += EDGE_INT8_DEPTH, weights += GROUP_BYTES, ahead += chunk->ahead_step;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * panels; i++) {
    const int row = i / panels, panel = i % panels;
    const __m512 worth = worth_of(
        is_wide, &sums[i * lines], weights + panel * chunk->panel_stride, chunk->scales[row * chunk->scale_stride],
        is_wide ? 0 : chunk->zeros[row * chunk->scale_stride]);
    const __m512 total = _mm512_loadu_ps(chunk->from + row * chunk->from_stride + panel * EDGE_PANEL_WIDTH);
    _mm512_storeu_ps(chunk->to + row * chunk->to_stride + panel * EDGE_PANEL_WIDTH, _mm512_add_ps(total, worth));
  }
}

/// add_tile() for one panel or two.
EDGE_INLINE void add_few_panels(int32_t rows, const int panels, const int8_chunk *chunk) {
  switch (rows) {
  case 1: add_fixed_tile(1, panels, 0, chunk); break;
  case 2: add_fixed_tile(2, panels, 0, chunk); break;
  case 3: add_fixed_tile(3, panels, 0, chunk); break;
  case 4: add_fixed_tile(4, panels, 0, chunk); break;
  case 5: add_fixed_tile(5, panels, 0, chunk); break;
  case 6: add_fixed_tile(6, panels, 0, chunk); break;
  case 7: add_fixed_tile(7, panels, 0, chunk); break;
  default: add_fixed_tile(8, panels, 0, chunk);
  }
}

EDGE_INLINE void add_tile(int32_t rows, int32_t panels, int32_t is_wide, const int8_chunk *chunk) {
  if (is_wide && panels == 1) add_fixed_tile(1, 1, 1, chunk);
  else if (is_wide) add_fixed_tile(1, 4, 1, chunk);
  else if (panels == 1) add_few_panels(rows, 1, chunk);
  else if (panels == 2) add_few_panels(rows, 2, chunk);
  else if (rows == 1) add_fixed_tile(1, 4, 0, chunk);
  else add_fixed_tile(2, 4, 0, chunk);
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"), no_builtin("memcpy", "memset"))) void
edge_gemm_i8__avx512vnni(const edge_gemm_i8 *product) {
  multiply(product);
}
#endif
