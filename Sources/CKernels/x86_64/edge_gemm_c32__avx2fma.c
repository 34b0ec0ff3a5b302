// edge_gemm_f32 over the floats that codes and lower bytes make, which are the trainer's own.
//
// 1. A run of a panel becomes 16 kB of floats in the first-level cache and serves all rows from there:
//    shared/gemm_expanded_panels.h. The tiles are gemm_tiles_avx2fma.h.
// 2. Two shuffles make the upper bytes of a block from its codes. Eight floats are two runs of twelve lower bytes, one
//    in each half of a vector, spread by a third shuffle, and their upper bytes by a fourth.
#if defined(__x86_64__)
#include "gemm_tiles_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/c32_layout.h"
#include "../shared/gemm_expanded_panels.h"

/// What the codes of a block stand for: those of channels 0 and 2 in the halves of one vector, of 1 and 3 in the other.
EDGE_INLINE void find_upper_bytes(const uint8_t *block, __m256i values, __m256i *upper) {
  const __m256i nibble = _mm256_set1_epi8(15);
  const __m256i codes = _mm256_loadu_si256((const __m256i *)(const void *)block);
  const __m256i even = _mm256_shuffle_epi8(values, _mm256_and_si256(codes, nibble));
  const __m256i odd = _mm256_shuffle_epi8(values, _mm256_and_si256(_mm256_srli_epi16(codes, 4), nibble));
  upper[0] = _mm256_unpacklo_epi8(even, odd);
  upper[1] = _mm256_unpackhi_epi8(even, odd);
}

/// The same from a patch.
EDGE_INLINE void load_patch(const uint8_t *patch, __m256i *upper) {
  const __m256i first = _mm256_loadu_si256((const __m256i *)(const void *)patch);
  const __m256i second = _mm256_loadu_si256((const __m256i *)(const void *)(patch + 32));
  upper[0] = _mm256_permute2x128_si256(first, second, 0x20);
  upper[1] = _mm256_permute2x128_si256(first, second, 0x31);
}

/// Eight floats of which the lower bytes begin at `lower`; `upper` holds a channel's upper bytes in both halves.
EDGE_INLINE __m256i join(const uint8_t *lower, __m256i upper, __m256i upper_order) {
  const __m256i lower_order = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
  const __m128i first = _mm_loadu_si128((const __m128i *)(const void *)lower);
  const __m128i second = _mm_loadu_si128((const __m128i *)(const void *)(lower + 12));
  const __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1);
  return _mm256_or_si256(_mm256_shuffle_epi8(both, lower_order), _mm256_shuffle_epi8(upper, upper_order));
}

/// Writes a channel's sixteen floats.
EDGE_INLINE void store_channel(const uint8_t *lower, __m256i upper, float *floats) {
  // Bytes 0 to 3 and 4 to 7, then 8 to 11 and 12 to 15, each at the top of four bytes.
  const __m256i low = _mm256_setr_epi8(
      -1, -1, -1, 0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1, 4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1,
      -1, 7);
  const __m256i high = _mm256_setr_epi8(
      -1, -1, -1, 8, -1, -1, -1, 9, -1, -1, -1, 10, -1, -1, -1, 11, -1, -1, -1, 12, -1, -1, -1, 13, -1, -1, -1, 14, -1,
      -1, -1, 15);
  _mm256_store_si256((__m256i *)(void *)floats, join(lower, upper, low));
  _mm256_store_si256((__m256i *)(void *)(floats + 8), join(lower + LOWER_BYTES / 2, upper, high));
}

EDGE_INLINE const uint8_t *expand_chunk(const uint8_t *chunk, int32_t channels, float *floats) {
  const edge_c32_run *run = (const edge_c32_run *)(const void *)chunk;
  const __m256i values =
      _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)run->upper_bytes));
  const uint8_t *block = chunk + HEAD_BYTES;
  for (int32_t index = 0; index < channels / EDGE_CODED_DEPTH; index++, block += BLOCK_BYTES) {
    fetch_block((uintptr_t)block + RUN_BYTES);
    __m256i upper[2];
    const uint8_t *patch = patch_of(run, index);
    if (__builtin_expect(patch != NULL, 0)) load_patch(patch, upper);
    else find_upper_bytes(block, values, upper);
    const uint8_t *lower = block + EDGE_C32_CODE_BYTES;
    store_channel(lower, _mm256_permute2x128_si256(upper[0], upper[0], 0x00), floats);
    store_channel(lower + LOWER_BYTES, _mm256_permute2x128_si256(upper[1], upper[1], 0x00), floats + 16);
    store_channel(lower + 2 * LOWER_BYTES, _mm256_permute2x128_si256(upper[0], upper[0], 0x11), floats + 32);
    store_channel(lower + 3 * LOWER_BYTES, _mm256_permute2x128_si256(upper[1], upper[1], 0x11), floats + 48);
    floats += EDGE_CODED_DEPTH * EDGE_PANEL_WIDTH;
  }
  return block;
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx2,fma"), no_builtin("memcpy", "memset"))) void edge_gemm_c32__avx2fma(
    const edge_gemm_c32 *job) {
  multiply_expanded(&job->product, job->weights, EDGE_CHUNK_LENGTH);
}
#endif
