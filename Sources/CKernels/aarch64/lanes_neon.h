/// What every kernel of this instruction set is made of.
#ifndef EDGE_LANES_NEON_H
#define EDGE_LANES_NEON_H

#include <arm_neon.h>
#include <stdint.h>

/// A part of a kernel, without an existence outside it.
#define EDGE_INLINE static inline __attribute__((always_inline))
/// A kernel: the compiler must not turn its short loops into calls of the C library.
#define EDGE_KERNEL __attribute__((no_builtin("memcpy", "memset")))

/// The first `count` floats (all four from 4 on, none below 1) and zeros.
EDGE_INLINE float32x4_t load_below(const float *values, int32_t count) {
  if (count >= 4) return vld1q_f32(values);
  float lanes[4] = {0, 0, 0, 0};
  for (int32_t lane = 0; lane < count; lane++) lanes[lane] = values[lane];
  return vld1q_f32(lanes);
}

/// Stores the first `count` lanes (all four from 4 on).
EDGE_INLINE void store_below(float *values, int32_t count, float32x4_t value) {
  if (count >= 4) return vst1q_f32(values, value);
  float lanes[4];
  vst1q_f32(lanes, value);
  for (int32_t lane = 0; lane < count; lane++) values[lane] = lanes[lane];
}

/// All ones in the lanes below `count`.
EDGE_INLINE uint32x4_t lanes_below(int32_t count) {
  const int32_t lanes[4] = {0, 1, 2, 3};
  return vcgtq_s32(vdupq_n_s32(count), vld1q_s32(lanes));
}

#endif
