/// Mish of four floats.
#ifndef EDGE_MISH_NEON_H
#define EDGE_MISH_NEON_H

#include "lanes_neon.h"

typedef float32x4_t mish_lanes;

EDGE_INLINE float32x4_t all(float value) { return vdupq_n_f32(value); }
EDGE_INLINE float32x4_t fused(float32x4_t a, float32x4_t b, float32x4_t c) { return vfmaq_f32(c, a, b); }
EDGE_INLINE float32x4_t nearest(float32x4_t x) { return vrndnq_f32(x); }
EDGE_INLINE float32x4_t power_of_two(float32x4_t k) {
  return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(vcvtq_s32_f32(k), vdupq_n_s32(127)), 23));
}
EDGE_INLINE float32x4_t lesser(float32x4_t a, float32x4_t b) { return vminq_f32(a, b); }
EDGE_INLINE float32x4_t greater(float32x4_t a, float32x4_t b) { return vmaxq_f32(a, b); }
EDGE_INLINE float32x4_t with_sign(float32x4_t y, float32x4_t x) {
  const uint32x4_t sign = vandq_u32(vreinterpretq_u32_f32(x), vdupq_n_u32(0x80000000u));
  return vreinterpretq_f32_u32(vorrq_u32(vreinterpretq_u32_f32(y), sign));
}
EDGE_INLINE float32x4_t zero_below(float32x4_t limit, float32x4_t x, float32x4_t y) {
  return vreinterpretq_f32_u32(vbicq_u32(vreinterpretq_u32_f32(y), vcltq_f32(x, limit)));
}

#include "../shared/mish.h"

#endif
