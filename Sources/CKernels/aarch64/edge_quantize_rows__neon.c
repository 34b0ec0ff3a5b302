// lo = min(0, x...), hi = max(0, x...), scale = (hi - lo) / 255, zero = round(-lo * (255 / (hi - lo)))
// byte = clamp(round(x * (255 / (hi - lo))) + zero, 0, 255)
//
// Whether a row is finite is asked of the bits, so that minima and maxima need not.
#if defined(__aarch64__)
#include "CKernels.h"

#include "lanes_neon.h"

#pragma STDC FP_CONTRACT OFF

/// Sets the row's scale and zero; returns 255 / (hi - lo), or 0 where all bytes are 0.
EDGE_INLINE float measure(const float *input, int32_t channels, float *scale, int32_t *zero) {
  float32x4_t low = vdupq_n_f32(0), high = vdupq_n_f32(0);
  uint32x4_t bits = vdupq_n_u32(0);
  for (int32_t channel = 0; channel < channels; channel += 4) {
    const float32x4_t x = load_below(input + channel, channels - channel);
    low = vminq_f32(low, x), high = vmaxq_f32(high, x);
    bits = vmaxq_u32(bits, vreinterpretq_u32_f32(vabsq_f32(x)));
  }
  const float lo = vminvq_f32(low), width = vmaxvq_f32(high) - lo;
  *zero = 0;
  if (vmaxvq_u32(bits) > 0x7f7fffff || !(width <= 3.40282347e38f)) {
    *scale = __builtin_nanf("");
    return 0;
  }
  if (width < 0x1p-100f) {
    *scale = 0;
    return 0;
  }
  *scale = width / 255;
  const float inverse = 255 / width;
  *zero = vcvtns_s32_f32(-lo * inverse);
  return inverse;
}

/// The bytes of four floats, in the low half.
EDGE_INLINE uint8x8_t bytes_of(float32x4_t x, float inverse, int32x4_t zero) {
  const int32x4_t words = vaddq_s32(vcvtnq_s32_f32(vmulq_n_f32(x, inverse)), zero);
  const int16x4_t halves = vqmovn_s32(words);
  return vqmovun_s16(vcombine_s16(halves, halves));
}

EDGE_KERNEL void edge_quantize_rows__neon(const edge_quantize_rows *job) {
  const int32_t channels = job->channels, padded = (channels + 3) / 4 * 4;
  for (int32_t row = 0; row < job->rows; row++) {
    const float *input = job->input + row * job->input_row_stride;
    uint8_t *output = job->output + row * job->output_row_stride;
    const float inverse = measure(input, channels, &job->scales[row], &job->zeros[row]);
    if (inverse == 0) {
      for (int32_t channel = 0; channel < padded; channel++) output[channel] = 0;
      continue;
    }
    const int32x4_t zero = vdupq_n_s32(job->zeros[row]);
    for (int32_t channel = 0; channel < channels; channel += 4) {
      const uint8x8_t bytes = bytes_of(load_below(input + channel, channels - channel), inverse, zero);
      vst1_lane_u32((uint32_t *)(void *)(output + channel), vreinterpret_u32_u8(bytes), 0);
    }
    for (int32_t channel = channels; channel < padded; channel++) output[channel] = 0;
  }
}
#endif
