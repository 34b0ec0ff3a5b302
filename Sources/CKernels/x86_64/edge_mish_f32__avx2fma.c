// for i < count:  n = e^x (e^x + 2) of x = input[i];  output[i] = x n / (n + 2)
//
// Eight floats at once; the rest by masked loads and stores, through the same arithmetic: shared/mish.h.
#if defined(__x86_64__)
#include "CKernels.h"
#include "mish_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

__attribute__((target("avx2,fma"))) void edge_mish_f32__avx2fma(
    const float *input, float *output, size_t count) {
  size_t next = 0;
  for (; next + 8 <= count; next += 8) _mm256_storeu_ps(output + next, mish(_mm256_loadu_ps(input + next)));
  if (next == count) return;
  const __m256i mask = lanes_below((int32_t)(count - next));
  _mm256_maskstore_ps(output + next, mask, mish(_mm256_maskload_ps(input + next, mask)));
}
#endif
