// sum = 0;  for i < count: sum += values[i]
//
// 1. Four quarters are read side by side, as the product reads its panels: one stream alone does not keep the
//    memory busy.
// 2. Four vectors of sums a quarter, so that the addition's latency never waits.
// 3. Each quarter is prefetched a page's half ahead.
#if defined(__aarch64__)
#include "CKernels.h"

#include <arm_neon.h>

#pragma STDC FP_CONTRACT OFF

enum { STREAMS = 4, AHEAD_FLOATS = 512 };

float edge_read_probe__neon(const float *values, size_t count) {
  float32x4_t sums[4 * STREAMS];
  for (int i = 0; i < 4 * STREAMS; i++) sums[i] = vdupq_n_f32(0);
  const size_t quarter = count / STREAMS;
  for (size_t next = 0; next < quarter; next += 16)
#pragma clang loop unroll(full)
    for (int i = 0; i < STREAMS; i++) {
      const float *stream = values + i * quarter + next;
      __builtin_prefetch(stream + AHEAD_FLOATS);
      for (int j = 0; j < 4; j++) sums[4 * i + j] = vaddq_f32(sums[4 * i + j], vld1q_f32(stream + 4 * j));
    }

  float sum = 0;
  for (int i = 0; i < 4 * STREAMS; i++) sum += vaddvq_f32(sums[i]);
  return sum;
}
#endif
