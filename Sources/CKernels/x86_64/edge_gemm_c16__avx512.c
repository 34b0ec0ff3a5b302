// edge_gemm_f16 over the halves that nibbles, signs and lower bytes make:
//
//   upper = nibble | sign << 7
//   partial = fma(x[r][tap][c], float(half(upper, lower)) * scale, partial)
//
// The loop nest is shared/gemm_panels.h, the tiles are coded_tiles_avx512.h.
//
// Upper bytes are made by loads that repeat, shifts and bitwise logic, which leave Zen 5's multipliers alone: with
// table lookups instead, eight rows took 1.2 times as long. Multiplying by the scale does not (eight rows in the
// second-level cache take 1.15 times as long), but sums that were scaled instead would be rounded otherwise near the
// least float.
#if defined(__x86_64__)
#define EDGE_CODED_WEIGHTS
#include "CKernels.h"
#include "lanes_avx512.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/c16_layout.h"

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

/// What a tile keeps of its panels: of each block the halves of channels 0 and 2, and those of channels 1 and 3.
typedef struct {
  __m512 scales[4];
  __m512i halves[4][2];
} coded_panels;

EDGE_INLINE coded_panels begin_runs(const int panels, const uint8_t *run, ptrdiff_t panel_stride) {
  coded_panels state;
#pragma clang loop unroll(full)
  for (int panel = 0; panel < panels; panel++)
    state.scales[panel] = _mm512_set1_ps(scale_of(run + panel * panel_stride));
  return state;
}

EDGE_INLINE void begin_blocks(
    const int panels, const uint8_t *block, ptrdiff_t panel_stride, int32_t index, coded_panels *state) {
  (void)index;
#pragma clang loop unroll(full)
  for (int panel = 0; panel < panels; panel++, block += panel_stride) {
    const __m512i upper = upper_bytes(block);
    const __m512i lower = _mm512_loadu_si512(block + EDGE_C16_LOWER_BYTES);
    state->halves[panel][0] = _mm512_unpacklo_epi8(lower, upper);
    state->halves[panel][1] = _mm512_unpackhi_epi8(lower, upper);
  }
}

EDGE_INLINE __m512 columns_of(const int k, const int panel, const uint8_t *block, const coded_panels *state) {
  (void)block;
  const __m512i pair = state->halves[panel][k & 1];
  const __m256i channel = k < 2 ? _mm512_castsi512_si256(pair) : _mm512_extracti64x4_epi64(pair, 1);
  return _mm512_mul_ps(_mm512_cvtph_ps(channel), state->scales[panel]);
}

#include "coded_tiles_avx512.h"

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx512f,avx512bw,avx512vl"), no_builtin("memcpy", "memset"))) void edge_gemm_c16__avx512(
    const edge_gemm_c16 *job) {
  multiply(&job->product, job->weights);
}
#endif
