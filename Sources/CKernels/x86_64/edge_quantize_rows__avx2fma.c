// lo = min(0, x...), hi = max(0, x...), scale = (hi - lo) / 255, zero = round(-lo * (255 / (hi - lo)))
// byte = clamp(round(x * (255 / (hi - lo))) + zero, 0, 255)
//
// Whether a row is finite is asked of the bits: minima and maxima drop NaN.
#if defined(__x86_64__)
#include "CKernels.h"
#include "lanes_avx2fma.h"

#pragma STDC FP_CONTRACT OFF

EDGE_INLINE float horizontal_min(__m256 x) {
  __m128 four = _mm_min_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  four = _mm_min_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_min_ss(four, _mm_movehdup_ps(four)));
}

EDGE_INLINE float horizontal_max(__m256 x) {
  __m128 four = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  four = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(four, _mm_movehdup_ps(four)));
}

/// The eight floats from `channel` on, zeros beyond `channels`.
EDGE_INLINE __m256 load_channels(const float *input, int32_t channel, int32_t channels) {
  if (channel + 8 <= channels) return _mm256_loadu_ps(input + channel);
  return _mm256_maskload_ps(input + channel, lanes_below(channels - channel));
}

/// Sets the row's scale and zero; returns 255 / (hi - lo), or 0 where all bytes are 0.
EDGE_INLINE float measure(const float *input, int32_t channels, float *scale, int32_t *zero) {
  const __m256i magnitude = _mm256_set1_epi32(0x7fffffff);
  __m256 low = _mm256_setzero_ps(), high = _mm256_setzero_ps();
  __m256i bits = _mm256_setzero_si256();
  for (int32_t channel = 0; channel < channels; channel += 8) {
    const __m256 x = load_channels(input, channel, channels);
    low = _mm256_min_ps(low, x), high = _mm256_max_ps(high, x);
    bits = _mm256_max_epi32(bits, _mm256_and_si256(_mm256_castps_si256(x), magnitude));
  }
  const __m256i is_huge = _mm256_cmpgt_epi32(bits, _mm256_set1_epi32(0x7f7fffff));
  const float lo = horizontal_min(low), width = horizontal_max(high) - lo;
  *zero = 0;
  if (_mm256_movemask_epi8(is_huge) || !(width <= 3.40282347e38f)) {
    *scale = __builtin_nanf("");
    return 0;
  }
  if (width < 0x1p-100f) {
    *scale = 0;
    return 0;
  }
  *scale = width / 255;
  const float inverse = 255 / width;
  *zero = _mm_cvtss_si32(_mm_set_ss(-lo * inverse));
  return inverse;
}

/// The bytes of eight floats.
EDGE_INLINE __m128i bytes_of(__m256 x, __m256 inverse, __m256i zero) {
  const __m256i words = _mm256_add_epi32(_mm256_cvtps_epi32(_mm256_mul_ps(x, inverse)), zero);
  const __m128i halves = _mm_packs_epi32(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  return _mm_packus_epi16(halves, halves);
}

__attribute__((target("avx2,fma"), no_builtin("memcpy", "memset"))) void edge_quantize_rows__avx2fma(
    const edge_quantize_rows *job) {
  const int32_t channels = job->channels, padded = (channels + 3) / 4 * 4;
  for (int32_t row = 0; row < job->rows; row++) {
    const float *input = job->input + row * job->input_row_stride;
    uint8_t *output = job->output + row * job->output_row_stride;
    const float factor = measure(input, channels, &job->scales[row], &job->zeros[row]);
    if (factor == 0) {
      for (int32_t channel = 0; channel < padded; channel++) output[channel] = 0;
      continue;
    }
    const __m256 inverse = _mm256_set1_ps(factor);
    const __m256i zero = _mm256_set1_epi32(job->zeros[row]);
    int32_t channel = 0;
    for (; channel + 8 <= channels; channel += 8)
      _mm_storel_epi64((__m128i *)(output + channel), bytes_of(_mm256_loadu_ps(input + channel), inverse, zero));
    if (channel == channels) continue;
    _Alignas(16) uint8_t last[16];
    _mm_store_si128((__m128i *)last, bytes_of(load_channels(input, channel, channels), inverse, zero));
    for (int32_t place = channel; place < padded; place++) output[place] = place < channels ? last[place - channel] : 0;
  }
}
#endif
