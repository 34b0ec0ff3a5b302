// edge_gemm_f16 over the halves that nibbles, signs and lower bytes make:
//
//   upper = nibble | sign << 7
//   partial = fma(x[r][tap][c], float(half(upper, lower)) * scale, partial)
//
// The loop nest is shared/gemm_panels.h. Upper bytes are made by loads that repeat, shifts and bitwise logic, which
// leave Zen 5's multipliers alone: with table lookups instead, eight rows took 1.2 times as long. Multiplying by the
// scale does not (eight rows in the second-level cache take 1.15 times as long), but sums that were scaled instead
// would be rounded otherwise near the least float.
#if defined(__x86_64__)
#define EDGE_CODED_WEIGHTS
#include "CKernels.h"
#include "lanes_avx512.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/c16_layout.h"

typedef uint8_t panel_weight;

enum {
  AHEAD_WEIGHTS = 4096,
  WIDE_AHEAD_WEIGHTS = 2048,
  LONG_PANEL = 64 << 10, // where weights come from memory
};

#include "tile_sizes_avx512.h"

/// The upper bytes of a block's 64 weights.
EDGE_INLINE __m512i upper_bytes(const uint8_t *block) {
  int64_t signs;
  __builtin_memcpy(&signs, block + EDGE_C16_SIGNS, sizeof signs);
  const __m512i pairs = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)(const void *)block));
  const __m512i shifted_pairs = _mm512_srlv_epi64(pairs, _mm512_setr_epi64(0, 0, 0, 0, 4, 4, 4, 4));
  const __m512i shifted_signs = _mm512_sllv_epi64(_mm512_set1_epi64(signs), _mm512_setr_epi64(7, 6, 5, 4, 3, 2, 1, 0));
  const __m512i nibbles = _mm512_and_si512(shifted_pairs, _mm512_set1_epi8(15));
  return _mm512_or_si512(nibbles, _mm512_and_si512(shifted_signs, _mm512_set1_epi8(-128)));
}

/// The halves of a block: channels 0 and 2, and channels 1 and 3.
EDGE_INLINE void make_halves(const uint8_t *block, __m512i *halves) {
  const __m512i upper = upper_bytes(block);
  const __m512i lower = _mm512_loadu_si512(block + EDGE_C16_LOWER_BYTES);
  halves[0] = _mm512_unpacklo_epi8(lower, upper);
  halves[1] = _mm512_unpackhi_epi8(lower, upper);
}

/// Channel `k` of a block's halves as floats.
EDGE_INLINE __m512 to_floats(const int k, const __m512i *halves, __m512 scale) {
  const __m512i pair = halves[k & 1];
  const __m256i channel = k < 2 ? _mm512_castsi512_si256(pair) : _mm512_extracti64x4_epi64(pair, 1);
  return _mm512_mul_ps(_mm512_cvtph_ps(channel), scale);
}

EDGE_INLINE void add_fixed_tile(const int rows, const int panels, const gemm_chunk *chunk) {
  __m512 sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * panels; i++) sums[i] = _mm512_setzero_ps();

  const float *inputs[MAX_TILE_ROWS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) inputs[row] = chunk->windows[row] + chunk->place;
  const uint8_t *run = chunk->weights;
  const ptrdiff_t panel_stride = chunk->panel_stride;
  __m512 scales[4];
#pragma clang loop unroll(full)
  for (int panel = 0; panel < panels; panel++) scales[panel] = _mm512_set1_ps(scale_of(run + panel * panel_stride));
  const uint8_t *block = run + sizeof(edge_c16_run);
  const ptrdiff_t ahead = panels == 4 ? WIDE_AHEAD_WEIGHTS : AHEAD_WEIGHTS;
  for (int32_t channel = 0; channel < chunk->length; channel += EDGE_C16_DEPTH) {
    __m512i halves[4][2];
    // Behind the panel's end begin the panels that are walked next.
    const ptrdiff_t distance = block - run + ahead < chunk->left ? ahead : ahead + (panels - 1) * panel_stride;
#pragma clang loop unroll(full)
    for (int panel = 0; panel < panels; panel++) {
      make_halves(block + panel * panel_stride, halves[panel]);
      fetch_block((uintptr_t)(block + panel * panel_stride) + (uintptr_t)distance);
    }
#pragma clang loop unroll(full)
    for (int k = 0; k < EDGE_C16_DEPTH; k++) {
      __m512 columns[4];
#pragma clang loop unroll(full)
      for (int panel = 0; panel < panels; panel++) columns[panel] = to_floats(k, halves[panel], scales[panel]);
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++) {
        const __m512 x = _mm512_set1_ps(inputs[row][channel + k]);
#pragma clang loop unroll(full)
        for (int panel = 0; panel < panels; panel++)
          sums[row * panels + panel] = _mm512_fmadd_ps(x, columns[panel], sums[row * panels + panel]);
      }
    }
    block += EDGE_C16_BLOCK_BYTES;
  }
  add_sums(rows, panels, sums, chunk);
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx512f,avx512bw,avx512vl"), no_builtin("memcpy", "memset"))) void edge_gemm_c16__avx512(
    const edge_gemm_c16 *job) {
  multiply(&job->product, job->weights);
}
#endif
