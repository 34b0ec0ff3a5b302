/// What every kernel of this instruction set is made of.
#ifndef EDGE_LANES_AVX512_H
#define EDGE_LANES_AVX512_H

#include <immintrin.h>
#include <stdint.h>

/// A part of a kernel: it needs the kernel's target, and has no existence outside it.
#define EDGE_INLINE static inline __attribute__((target("avx512f,avx512bw,avx512vl"), always_inline))

#endif
