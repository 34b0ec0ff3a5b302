/// What every kernel of this instruction set is made of.
#ifndef EDGE_LANES_AVX2FMA_H
#define EDGE_LANES_AVX2FMA_H

#include <immintrin.h>
#include <stdint.h>

/// A part of a kernel: it needs the kernel's target, and has no existence outside it.
#if defined(EDGE_HALF_WEIGHTS) || defined(EDGE_CONVERTS_HALVES)
#define EDGE_INLINE static inline __attribute__((target("avx2,fma,f16c"), always_inline))
#else
#define EDGE_INLINE static inline __attribute__((target("avx2,fma"), always_inline))
#endif

/// All ones in the lanes below `count`.
EDGE_INLINE __m256i lanes_below(int32_t count) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), lanes);
}

/// Eight floats, or those of `lanes` and zeros if they are `part` of eight: a load without a mask is cheaper.
EDGE_INLINE __m256 load_lanes(const float *values, const int part, __m256i lanes) {
  return part ? _mm256_maskload_ps(values, lanes) : _mm256_loadu_ps(values);
}

/// Writes eight floats, or those of `lanes` if they are `part` of eight.
EDGE_INLINE void store_lanes(float *values, const int part, __m256i lanes, __m256 x) {
  if (part) _mm256_maskstore_ps(values, lanes, x);
  else _mm256_storeu_ps(values, x);
}

#endif
