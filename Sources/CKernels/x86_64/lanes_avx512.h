/// What every kernel of this instruction set is made of.
#ifndef EDGE_LANES_AVX512_H
#define EDGE_LANES_AVX512_H

#include <immintrin.h>
#include <stdint.h>

/// A part of a kernel: it needs the kernel's target, and has no existence outside it.
#ifdef EDGE_PERMUTES_BYTES
#define EDGE_INLINE static inline __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi"), always_inline))
#else
#define EDGE_INLINE static inline __attribute__((target("avx512f,avx512bw,avx512vl"), always_inline))
#endif

/// The lanes below `count`, which is at most 16.
EDGE_INLINE __mmask16 lanes_below(int32_t count) { return (__mmask16)((1u << count) - 1); }

/// Sixteen floats, or those of `lanes` and zeros if they are `part` of sixteen: a load without a mask is cheaper.
EDGE_INLINE __m512 load_lanes(const float *values, const int part, __mmask16 lanes) {
  return part ? _mm512_maskz_loadu_ps(lanes, values) : _mm512_loadu_ps(values);
}

/// Writes sixteen floats, or those of `lanes` if they are `part` of sixteen.
EDGE_INLINE void store_lanes(float *values, const int part, __mmask16 lanes, __m512 x) {
  if (part) _mm512_mask_storeu_ps(values, lanes, x);
  else _mm512_storeu_ps(values, x);
}

#endif
