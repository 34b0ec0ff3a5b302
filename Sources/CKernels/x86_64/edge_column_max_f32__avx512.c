// for each row r, channel c:  if not (maxima[c] > values[r][c] or maxima[c] is NaN): maxima[c] = values[r][c]
//
// 1. Columns are the outer loop, 128 or 64 of them at once: each row waits for the last.
// 2. VMAXPS returns its second operand when one is NaN, which takes a NaN in; the mask keeps it.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx512.h"

#pragma STDC FP_CONTRACT OFF

/// Raises `vectors` vectors of columns from `channel` on, the only one's `lanes` if it is `part` of sixteen.
EDGE_INLINE void raise(
    const edge_column_max_f32 *job, int32_t channel, const int vectors, const int part, __mmask16 lanes) {
  __m512 greatest[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < vectors; i++) greatest[i] = load_lanes(job->maxima + channel + 16 * i, part, lanes);
  for (int32_t row = 0; row < job->rows; row++) {
    const float *values = job->values + row * job->row_stride + channel;
#pragma clang loop unroll(full)
    for (int i = 0; i < vectors; i++) {
      const __mmask16 is_number = _mm512_cmp_ps_mask(greatest[i], greatest[i], _CMP_ORD_Q);
      const __m512 value = load_lanes(values + 16 * i, part, lanes);
      greatest[i] = _mm512_mask_max_ps(greatest[i], is_number, greatest[i], value);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < vectors; i++) store_lanes(job->maxima + channel + 16 * i, part, lanes, greatest[i]);
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void edge_column_max_f32__avx512(
    const edge_column_max_f32 *job) {
  int32_t channel = 0;
  for (; channel + 128 <= job->channels; channel += 128) raise(job, channel, 8, 0, 0xffff);
  if (channel + 64 <= job->channels) raise(job, channel, 4, 0, 0xffff), channel += 64;
  for (; channel + 16 <= job->channels; channel += 16) raise(job, channel, 1, 0, 0xffff);
  if (channel < job->channels) raise(job, channel, 1, 1, lanes_below(job->channels - channel));
}
#endif
