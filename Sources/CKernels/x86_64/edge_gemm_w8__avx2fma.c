// edge_gemm_f32 with weights w[tap][c][n] = byte * s, both exact as floats before the product is rounded.
//
// 1. A chunk of a panel, at most 4 kB of bytes, becomes 16 kB of floats in the first-level cache and serves all rows
//    from there: shared/gemm_expanded_panels.h. The tiles are gemm_tiles_avx2fma.h.
// 2. A group holds four channels of a column side by side: as 32 bits each, one channel is brought to the top by a
//    shift and down again with its sign by another.
#if defined(__x86_64__)
#include "gemm_tiles_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/gemm_expanded_panels.h"
#include "../shared/int8_layout.h"

/// One channel of eight columns: `shift` brings its byte to the top.
EDGE_INLINE void expand_channel(__m256i group, const int shift, __m256 scale, float *floats) {
  const __m256i bytes = _mm256_srai_epi32(_mm256_slli_epi32(group, shift), 24);
  _mm256_store_ps(floats, _mm256_mul_ps(_mm256_cvtepi32_ps(bytes), scale));
}

EDGE_INLINE const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats) {
  const uint8_t *trailer = chunk + (ptrdiff_t)groups_of(channels) * GROUP_BYTES;
  const float *scales = (const float *)(const void *)trailer;
  const __m256 low_scale = _mm256_loadu_ps(scales), high_scale = _mm256_loadu_ps(scales + 8);
  for (const uint8_t *group = chunk; group < trailer; group += GROUP_BYTES, floats += GROUP_BYTES) {
    _mm_prefetch((const char *)((uintptr_t)group + AHEAD_GROUP_BYTES), _MM_HINT_T0);
    const __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)group);
    const __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(group + 32));
#pragma clang loop unroll(full)
    for (int channel = 0; channel < EDGE_INT8_DEPTH; channel++) {
      expand_channel(low, 24 - 8 * channel, low_scale, floats + EDGE_PANEL_WIDTH * channel);
      expand_channel(high, 24 - 8 * channel, high_scale, floats + EDGE_PANEL_WIDTH * channel + 8);
    }
  }
  return trailer + TRAILER_BYTES;
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx2,fma"), no_builtin("memcpy", "memset"))) void edge_gemm_w8__avx2fma(
    const edge_gemm_w8 *job) {
  multiply_expanded(&job->product, (const uint8_t *)job->weights, job->chunk_length);
}
#endif
