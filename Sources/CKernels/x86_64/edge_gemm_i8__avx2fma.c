// sum = exact sum over a chunk of w * byte;  d = sum - zero * S;  total = total + float(d) * (s * scale)
//
// 1. A row's bytes become x = byte - 128, and the sum of w * x is the wanted one less 128 * S.
// 2. VPMADDUBSW multiplies unsigned by signed bytes and adds pairs in 16 bits, saturating: |x| takes the unsigned side
//    and x's sign moves to the weight. |x| <= 128 and |w| <= 127 (a loaded file has no -128), so a pair is at most
//    2 * 128 * 127 = 32512 < 2^15: never saturated, and a negated weight never overflows.
// 3. VPMADDWD with ones adds neighbouring pairs in 32 bits: a column's sum of the four channels of its group.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

enum {
  MAX_TILE_ROWS = 4, // Eight sums, two halves of a group, and a row's magnitudes and signs.
  AHEAD_BYTES = 4096,
};

#include "../shared/gemm_int8_panels.h"

/// Adds the products of one group of a row, whose bytes less 128 are `x`, to eight columns.
EDGE_INLINE __m256i add_group(__m256i sums, __m256i x, __m256i magnitudes, __m256i columns) {
  const __m256i pairs = _mm256_maddubs_epi16(magnitudes, _mm256_sign_epi8(columns, x));
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

EDGE_INLINE int32_t panels_for(int32_t rows) { return rows == 1 ? 4 : 1; }

/// What a row's sums of eight columns are worth; the sums are those of x, or of its high and low bytes.
EDGE_INLINE __m256 worth_of(
    const int is_wide, __m256i first, __m256i second, const int8_t *trailer, float scale, int32_t zero) {
  const __m256 scales = _mm256_loadu_ps((const float *)trailer);
  const __m256i weights = _mm256_loadu_si256((const __m256i *)(trailer + 4 * EDGE_PANEL_WIDTH));
  const __m256i difference =
      is_wide ? _mm256_add_epi32(_mm256_slli_epi32(first, 8), second)
              : _mm256_add_epi32(first, _mm256_mullo_epi32(weights, _mm256_set1_epi32(128 - zero)));
  return _mm256_mul_ps(_mm256_cvtepi32_ps(difference), _mm256_mul_ps(scales, _mm256_set1_ps(scale)));
}

/// add_tile() for constant extents, so that the sums stay in registers.
EDGE_INLINE void add_fixed_tile(
    const int rows, const int panels, const int is_wide, const int8_chunk *chunk) {
  const int lines = is_wide ? 2 : 1;
  __m256i sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 2 * rows * panels * lines; i++) sums[i] = _mm256_setzero_si256();

  const uint8_t *input = chunk->input;
  const int8_t *weights = chunk->weights;
  const char *ahead = (const char *)((uintptr_t)weights + (uintptr_t)chunk->ahead);
  for (int32_t group = 0; group < chunk->groups; group++) {
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
      for (int line = 0; line < lines; line++) {
        const uint8_t *bytes = input + row * chunk->row_stride + line * chunk->pair_stride;
        const __m256i x = _mm256_xor_si256(_mm256_set1_epi32(group_of(bytes)), _mm256_set1_epi8(-128));
        const __m256i magnitudes = _mm256_abs_epi8(x);
#pragma clang loop unroll(full)
        for (int half = 0; half < 2 * panels; half++) {
          const int8_t *columns = weights + half / 2 * chunk->panel_stride + half % 2 * 32;
          __m256i *sum = &sums[(row * 2 * panels + half) * lines + line];
          *sum = add_group(*sum, x, magnitudes, _mm256_loadu_si256((const __m256i *)columns));
        }
      }
    if (panels == 1) _mm_prefetch(ahead, _MM_HINT_T0);
    input += EDGE_INT8_DEPTH, weights += GROUP_BYTES, ahead += chunk->ahead_step;
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (int half = 0; half < 2 * panels; half++) {
      const __m256i *sum = &sums[(row * 2 * panels + half) * lines];
      const __m256 worth = worth_of(
          is_wide, sum[0], sum[lines - 1], weights + half / 2 * chunk->panel_stride + half % 2 * 32,
          chunk->scales[row * chunk->scale_stride], is_wide ? 0 : chunk->zeros[row * chunk->scale_stride]);
      const __m256 total = _mm256_loadu_ps(chunk->from + row * chunk->from_stride + half * 8);
      _mm256_storeu_ps(chunk->to + row * chunk->to_stride + half * 8, _mm256_add_ps(total, worth));
    }
}

EDGE_INLINE void add_tile(int32_t rows, int32_t panels, int32_t is_wide, const int8_chunk *chunk) {
  if (is_wide && panels == 1) add_fixed_tile(1, 1, 1, chunk);
  else if (is_wide) add_fixed_tile(1, 4, 1, chunk);
  else if (panels == 4) add_fixed_tile(1, 4, 0, chunk);
  else if (rows == 1) add_fixed_tile(1, 1, 0, chunk);
  else if (rows == 2) add_fixed_tile(2, 1, 0, chunk);
  else if (rows == 3) add_fixed_tile(3, 1, 0, chunk);
  else add_fixed_tile(4, 1, 0, chunk);
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx2,fma"), no_builtin("memcpy", "memset"))) void edge_gemm_i8__avx2fma(
    const edge_gemm_i8 *product) {
  multiply(product);
}
#endif
