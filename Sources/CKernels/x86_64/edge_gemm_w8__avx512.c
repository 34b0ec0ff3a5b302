// edge_gemm_f32 with weights w[tap][c][n] = byte * s, both exact as floats before the product is rounded.
//
// 1. A chunk of a panel, at most 4 kB of bytes, becomes 16 kB of floats in the first-level cache and serves all rows
//    from there: shared/gemm_expanded_panels.h. The tiles are gemm_tiles_avx512.h.
// 2. A group holds four channels of a column side by side: as 32 bits each, one channel is brought to the top by a
//    shift and down again with its sign by another.
#if defined(__x86_64__)
#include "gemm_tiles_avx512.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/gemm_expanded_panels.h"
#include "../shared/int8_layout.h"

EDGE_INLINE const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats) {
  const uint8_t *trailer = chunk + (ptrdiff_t)groups_of(channels) * GROUP_BYTES;
  const float *scales = (const float *)(const void *)trailer;
  const __m512 scale = _mm512_loadu_ps(scales);
  for (const uint8_t *group = chunk; group < trailer; group += GROUP_BYTES, floats += GROUP_BYTES) {
    _mm_prefetch((const char *)((uintptr_t)group + AHEAD_GROUP_BYTES), _MM_HINT_T0);
    const __m512i columns = _mm512_loadu_si512(group);
#pragma clang loop unroll(full)
    for (int channel = 0; channel < EDGE_INT8_DEPTH; channel++) {
      const __m512i bytes = _mm512_srai_epi32(_mm512_slli_epi32(columns, (unsigned)(24 - 8 * channel)), 24);
      _mm512_store_ps(floats + EDGE_PANEL_WIDTH * channel, _mm512_mul_ps(_mm512_cvtepi32_ps(bytes), scale));
    }
  }
  return trailer + TRAILER_BYTES;
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx512f,avx512bw,avx512vl"), no_builtin("memcpy", "memset"))) void edge_gemm_w8__avx512(
    const edge_gemm_w8 *job) {
  multiply_expanded(&job->product, (const uint8_t *)job->weights, job->chunk_length);
}
#endif
