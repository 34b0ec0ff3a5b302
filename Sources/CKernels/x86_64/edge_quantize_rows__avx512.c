// lo = min(0, x...), hi = max(0, x...), scale = (hi - lo) / 255, zero = round(-lo * (255 / (hi - lo)))
// byte = clamp(round(x * (255 / (hi - lo))) + zero, 0, 255)
//
// 1. Eight rows are measured together, for their minima and maxima to be folded, divided and rounded as vectors; where
//    fewer are left, but more than one, the last of them stands for those that are missing.
// 2. Minima and maxima drop NaN; a running sum of x * 0 keeps it.
// 3. A row that has no scale has the factor 0, with which its bytes come out as 0: NaN rounds to the least integer.
#if defined(__x86_64__)
#include "CKernels.h"
#include "fold_avx512.h"

#pragma STDC FP_CONTRACT OFF

/// What has been seen of the rows of a tile.
typedef struct {
  __m512 low[FOLD_ROWS], high[FOLD_ROWS], not_finite[FOLD_ROWS];
} extremes;

EDGE_INLINE void measure_channels(
    const float *const *inputs, int32_t channel, const int rows, const int part, __mmask16 lanes, extremes *seen) {
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    const __m512 x = load_lanes(inputs[i] + channel, part, lanes);
    seen->low[i] = _mm512_min_ps(seen->low[i], x), seen->high[i] = _mm512_max_ps(seen->high[i], x);
    seen->not_finite[i] = _mm512_fmadd_ps(x, _mm512_setzero_ps(), seen->not_finite[i]);
  }
}

/// Sets scales and zeros of `count` rows, at most `rows`, which is 8 or 1; `factors` are 255 / (hi - lo), or 0 where
/// all bytes are 0.
EDGE_INLINE void measure(const edge_quantize_rows *job, int32_t row, int32_t count, const int rows, float *factors) {
  const float *inputs[FOLD_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) inputs[i] = job->input + (row + (i < count ? i : count - 1)) * job->input_row_stride;
  extremes seen;
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) seen.low[i] = seen.high[i] = seen.not_finite[i] = _mm512_setzero_ps();
  const int32_t whole = job->channels & ~15;
  for (int32_t channel = 0; channel < whole; channel += 16)
    measure_channels(inputs, channel, rows, 0, 0xffff, &seen);
  if (whole < job->channels)
    measure_channels(inputs, whole, rows, 1, lanes_below(job->channels - whole), &seen);

  const __m256 lo = fold_rows(FOLD_LEAST, seen.low, rows);
  const __m256 width = _mm256_sub_ps(fold_rows(FOLD_GREATEST, seen.high, rows), lo);
  const __mmask8 is_finite = _mm256_cmp_ps_mask(width, _mm256_set1_ps(3.40282347e38f), _CMP_LE_OQ) &
                             _mm256_cmp_ps_mask(fold_rows(FOLD_SUM, seen.not_finite, rows), width, _CMP_ORD_Q);
  const __mmask8 has_scale = is_finite & _mm256_cmp_ps_mask(width, _mm256_set1_ps(0x1p-100f), _CMP_GE_OQ);
  const __m256 all = _mm256_set1_ps(255);
  __m256 scales = _mm256_maskz_div_ps(has_scale, width, all);
  scales = _mm256_mask_mov_ps(_mm256_set1_ps(__builtin_nanf("")), is_finite, scales);
  const __m256 inverse = _mm256_maskz_div_ps(has_scale, all, width);
  const __m256 negated = _mm256_xor_ps(lo, _mm256_set1_ps(-0.0f));
  const __m256i zeros = _mm256_maskz_cvtps_epi32(has_scale, _mm256_mul_ps(negated, inverse));
  const __mmask8 lanes = (__mmask8)lanes_below(count);
  _mm256_mask_storeu_ps(job->scales + row, lanes, scales);
  _mm256_mask_storeu_epi32(job->zeros + row, lanes, zeros);
  _mm256_storeu_ps(factors, inverse);
}

/// The bytes of sixteen floats.
EDGE_INLINE __m128i bytes_of(__m512 x, __m512 inverse, __m512i zero) {
  const __m512i words = _mm512_add_epi32(_mm512_cvtps_epi32(_mm512_mul_ps(x, inverse)), zero);
  return _mm512_cvtusepi32_epi8(_mm512_max_epi32(words, _mm512_setzero_si512()));
}

EDGE_INLINE void write_row(const edge_quantize_rows *job, int32_t row, float factor) {
  const float *input = job->input + row * job->input_row_stride;
  uint8_t *output = job->output + row * job->output_row_stride;
  const __m512 inverse = _mm512_set1_ps(factor);
  const __m512i zero = _mm512_set1_epi32(job->zeros[row]);
  int32_t channel = 0;
  for (; channel + 16 <= job->channels; channel += 16)
    _mm_storeu_si128((__m128i *)(output + channel), bytes_of(_mm512_loadu_ps(input + channel), inverse, zero));
  const int32_t left = job->channels - channel;
  if (left == 0) return;
  // The last group of four is filled with zeros.
  const __m128i bytes = bytes_of(_mm512_maskz_loadu_ps(lanes_below(left), input + channel), inverse, zero);
  _mm_mask_storeu_epi8(output + channel, lanes_below((left + 3) & ~3), _mm_maskz_mov_epi8(lanes_below(left), bytes));
}

/// Quantises `count` neighbouring rows, at most `rows`, which is 8 or 1.
EDGE_INLINE void quantize(const edge_quantize_rows *job, int32_t row, int32_t count, const int rows) {
  float factors[FOLD_ROWS];
  measure(job, row, count, rows, factors);
  for (int32_t i = 0; i < count; i++) write_row(job, row + i, factors[i]);
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void edge_quantize_rows__avx512(const edge_quantize_rows *job) {
  for (int32_t row = 0; row < job->rows; row += FOLD_ROWS) {
    const int32_t left = job->rows - row;
    if (left == 1) quantize(job, row, 1, 1);
    else quantize(job, row, left < FOLD_ROWS ? left : FOLD_ROWS, FOLD_ROWS);
  }
}
#endif
