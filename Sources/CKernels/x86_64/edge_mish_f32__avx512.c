// for i < count:  n = e^x (e^x + 2) of x = input[i];  output[i] = x n / (n + 2)
//
// Sixteen floats at once, the rest by masks, through the same arithmetic: shared/mish.h.
#if defined(__x86_64__)
#include "CKernels.h"
#include "mish_avx512.h"

#pragma STDC FP_CONTRACT OFF

__attribute__((target("avx512f,avx512bw,avx512vl"))) void edge_mish_f32__avx512(
    const float *input, float *output, size_t count) {
  size_t next = 0;
  for (; next + 16 <= count; next += 16) _mm512_storeu_ps(output + next, mish(_mm512_loadu_ps(input + next)));
  if (next == count) return;
  const __mmask16 lanes = lanes_below((int32_t)(count - next));
  _mm512_mask_storeu_ps(output + next, lanes, mish(_mm512_maskz_loadu_ps(lanes, input + next)));
}
#endif
