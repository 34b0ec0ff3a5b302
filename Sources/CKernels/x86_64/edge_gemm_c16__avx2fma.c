// edge_gemm_f16 over the halves that nibbles, signs and lower bytes make.
//
// A run of a panel becomes 16 kB of floats in the first-level cache and serves all rows from there:
// shared/gemm_expanded_panels.h. The tiles are gemm_tiles_avx2fma.h.
#if defined(__x86_64__)
#define EDGE_CONVERTS_HALVES
#include "gemm_tiles_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/c16_layout.h"
#include "../shared/gemm_expanded_panels.h"

/// Writes the eight floats of half a vector of halves.
EDGE_INLINE void store_floats(__m128i halves, __m256 scale, float *floats) {
  _mm256_store_ps(floats, _mm256_mul_ps(_mm256_cvtph_ps(halves), scale));
}

/// Writes the floats of two channels, which are half a block: `shift` brings its nibbles to the bottom of bytes, and
/// `sign_shifts` its signs to the top.
EDGE_INLINE void store_two_channels(
    const uint8_t *block, const int shift, __m256i sign_shifts, __m256 scale, float *floats) {
  int64_t sign_bits;
  __builtin_memcpy(&sign_bits, block + EDGE_C16_SIGNS, sizeof sign_bits);
  const __m256i pairs = _mm256_loadu_si256((const __m256i *)(const void *)block);
  const __m256i nibbles = _mm256_and_si256(_mm256_srli_epi16(pairs, shift), _mm256_set1_epi8(15));
  const __m256i signs = _mm256_sllv_epi64(_mm256_set1_epi64x(sign_bits), sign_shifts);
  const __m256i upper = _mm256_or_si256(nibbles, _mm256_and_si256(signs, _mm256_set1_epi8(-128)));
  const __m256i lower =
      _mm256_loadu_si256((const __m256i *)(const void *)(block + EDGE_C16_LOWER_BYTES + 8 * shift));
  const __m256i first = _mm256_unpacklo_epi8(lower, upper), second = _mm256_unpackhi_epi8(lower, upper);
  store_floats(_mm256_castsi256_si128(first), scale, floats);
  store_floats(_mm256_extracti128_si256(first, 1), scale, floats + 8);
  store_floats(_mm256_castsi256_si128(second), scale, floats + 16);
  store_floats(_mm256_extracti128_si256(second, 1), scale, floats + 24);
}

EDGE_INLINE const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats) {
  const __m256 scale = _mm256_set1_ps(scale_of(chunk));
  const uint8_t *block = chunk + HEAD_BYTES;
  for (int32_t index = 0; index < channels / EDGE_CODED_DEPTH; index++, block += BLOCK_BYTES) {
    fetch_block((uintptr_t)block + RUN_BYTES);
    store_two_channels(block, 0, _mm256_setr_epi64x(7, 6, 5, 4), scale, floats);
    store_two_channels(block, 4, _mm256_setr_epi64x(3, 2, 1, 0), scale, floats + 2 * EDGE_PANEL_WIDTH);
    floats += EDGE_CODED_DEPTH * EDGE_PANEL_WIDTH;
  }
  return block;
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx2,fma,f16c"), no_builtin("memcpy", "memset"))) void edge_gemm_c16__avx2fma(
    const edge_gemm_c16 *job) {
  multiply_expanded(&job->product, job->weights, EDGE_CHUNK_LENGTH);
}
#endif
