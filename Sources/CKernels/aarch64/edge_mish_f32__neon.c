// for i < count:  n = e^x (e^x + 2) of x = input[i];  output[i] = x n / (n + 2)
//
// Four floats at once; the rest through a padded copy and the same arithmetic: shared/mish.h.
#if defined(__aarch64__)
#include "CKernels.h"
#include "mish_neon.h"

#pragma STDC FP_CONTRACT OFF

EDGE_KERNEL void edge_mish_f32__neon(const float *input, float *output, size_t count) {
  size_t next = 0;
  for (; next + 4 <= count; next += 4) vst1q_f32(output + next, mish(vld1q_f32(input + next)));
  const int32_t rest = (int32_t)(count - next);
  if (rest > 0) store_below(output + next, rest, mish(load_below(input + next, rest)));
}
#endif
