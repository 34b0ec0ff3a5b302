/// Mish of four floats.
#ifndef EDGE_MISH_NEON_H
#define EDGE_MISH_NEON_H

#include "lanes_neon.h"

/// e^x for x from -87 to 20, within 1 ulp.
///
///     e^x = 2^k * e^r,  k = round(x / ln 2),  r = x - k ln 2 with ln 2 in two parts
///
/// e^r is the Taylor polynomial of degree 7; the AVX2 kernel has the same coefficients in the same order.
EDGE_INLINE float32x4_t exponential(float32x4_t x) {
  const float32x4_t k = vrndnq_f32(vmulq_f32(x, vdupq_n_f32(0x1.715476p+0f)));
  float32x4_t r = vfmsq_f32(x, k, vdupq_n_f32(0x1.62e400p-1f));
  r = vfmsq_f32(r, k, vdupq_n_f32(0x1.7f7d1cp-20f));
  float32x4_t sum = vdupq_n_f32(0x1.a01a02p-13f);         // 1/5040
  sum = vfmaq_f32(vdupq_n_f32(0x1.6c16c2p-10f), sum, r); // 1/720
  sum = vfmaq_f32(vdupq_n_f32(0x1.111112p-7f), sum, r);  // 1/120
  sum = vfmaq_f32(vdupq_n_f32(0x1.555556p-5f), sum, r);  // 1/24
  sum = vfmaq_f32(vdupq_n_f32(0x1.555556p-3f), sum, r);  // 1/6
  sum = vfmaq_f32(vdupq_n_f32(0.5f), sum, r);
  sum = vfmaq_f32(vdupq_n_f32(1.0f), sum, r);
  sum = vfmaq_f32(vdupq_n_f32(1.0f), sum, r);
  const int32x4_t exponent = vshlq_n_s32(vcvtq_s32_f32(k), 23);
  return vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(sum), exponent));
}

/// x n / (n + 2) with n = e^x (e^x + 2); -0 below -87, x from 20 on, NaN for NaN.
EDGE_INLINE float32x4_t mish(float32x4_t x) {
  const float32x4_t lowest = vdupq_n_f32(-87.0f), two = vdupq_n_f32(2.0f);
  const float32x4_t power = exponential(vminq_f32(vmaxq_f32(x, lowest), vdupq_n_f32(20.0f)));
  const float32x4_t n = vmulq_f32(power, vaddq_f32(power, two));
  const float32x4_t product = vmulq_f32(x, vdivq_f32(n, vaddq_f32(n, two)));
  return vbslq_f32(vcltq_f32(x, lowest), vdupq_n_f32(-0.0f), product);
}

#endif
