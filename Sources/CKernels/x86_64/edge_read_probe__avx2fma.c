// sum = 0;  for i < count: sum += values[i]
//
// 1. Four quarters are read side by side, as the product reads four panels: one stream alone does not keep the
//    memory busy.
// 2. Two vectors of sums a quarter, so that the addition's latency never waits.
// 3. Each quarter is prefetched a page's half ahead.
#if defined(__x86_64__)
#include "CKernels.h"

#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF

enum { STREAMS = 4, AHEAD_FLOATS = 512 };

__attribute__((target("avx2,fma"))) float edge_read_probe__avx2fma(const float *values, size_t count) {
  __m256 sums[2 * STREAMS];
  for (int i = 0; i < 2 * STREAMS; i++) sums[i] = _mm256_setzero_ps();
  const size_t quarter = count / STREAMS;
  for (size_t next = 0; next < quarter; next += 16)
#pragma clang loop unroll(full)
    for (int i = 0; i < STREAMS; i++) {
      const float *stream = values + i * quarter + next;
      _mm_prefetch((const char *)(stream + AHEAD_FLOATS), _MM_HINT_T0);
      sums[2 * i] = _mm256_add_ps(sums[2 * i], _mm256_loadu_ps(stream));
      sums[2 * i + 1] = _mm256_add_ps(sums[2 * i + 1], _mm256_loadu_ps(stream + 8));
    }

  float sum = 0;
  for (int i = 0; i < 2 * STREAMS; i++)
    for (int lane = 0; lane < 8; lane++) sum += sums[i][lane];
  return sum;
}
#endif
