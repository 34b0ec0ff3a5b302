/// The tiles of a product of floats: those of edge_gemm_f32, edge_gemm_w8 and, where the includer defines
/// EDGE_HALF_WEIGHTS, edge_gemm_f16.
///
/// 1. Sixteen columns (a panel) are four vectors; four rows by one panel, two by two or one by four are
///    summed at once: 16 independent chains.
/// 2. Weights ahead of use are prefetched.
#ifndef EDGE_GEMM_TILES_NEON_H
#define EDGE_GEMM_TILES_NEON_H

#include "CKernels.h"
#include "lanes_neon.h"

#pragma STDC FP_CONTRACT OFF

enum {
  MAX_TILE_ROWS = 4,
  MAX_WIDE_ROWS = 1,
  LONG_PANEL = INT32_MAX,
  MIN_PAIR_ROWS = INT32_MAX,
  AHEAD_WEIGHTS = 512,
};

/// What a weight is stored as, and four of them as floats.
#ifdef EDGE_HALF_WEIGHTS
typedef float16_t panel_weight;

EDGE_INLINE float32x4_t load_columns(const panel_weight *weights) { return vcvt_f32_f16(vld1_f16(weights)); }
#else
typedef float panel_weight;

EDGE_INLINE float32x4_t load_columns(const panel_weight *weights) { return vld1q_f32(weights); }
#endif

#include "../shared/gemm_panels.h"

/// add_tile() for constant `rows` and `panels`, so that the sums stay in registers.
EDGE_INLINE void add_fixed_tile(const int rows, const int panels, const gemm_chunk *chunk) {
  float32x4_t sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4 * rows * panels; i++) sums[i] = vdupq_n_f32(0);

  const float *runs[MAX_TILE_ROWS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) runs[row] = chunk->windows[row] + chunk->place;
  const panel_weight *weights = chunk->weights;
  const ptrdiff_t panel_stride = chunk->panel_stride;
  const char *ahead = (const char *)((uintptr_t)weights + sizeof(panel_weight) * (uintptr_t)chunk->ahead);
  const ptrdiff_t ahead_step = (ptrdiff_t)sizeof(panel_weight) * chunk->ahead_step;
#pragma clang loop unroll_count(2)
  for (int32_t channel = 0; channel < chunk->length; channel++) {
#pragma clang loop unroll(full)
    for (int panel = 0; panel < panels; panel++) {
      __builtin_prefetch(ahead + (ptrdiff_t)sizeof(panel_weight) * panel * panel_stride);
      float32x4_t columns[4];
#pragma clang loop unroll(full)
      for (int i = 0; i < 4; i++) columns[i] = load_columns(weights + panel * panel_stride + 4 * i);
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++) {
        const float x = runs[row][channel];
        float32x4_t *sum = sums + 4 * (row * panels + panel);
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; i++) sum[i] = vfmaq_n_f32(sum[i], columns[i], x);
      }
    }
    weights += EDGE_PANEL_WIDTH, ahead += ahead_step;
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    const float *from = chunk->from + row * chunk->from_stride;
    float *to = chunk->to + row * chunk->to_stride;
#pragma clang loop unroll(full)
    for (int i = 0; i < 4 * panels; i++)
      vst1q_f32(to + 4 * i, vaddq_f32(vld1q_f32(from + 4 * i), sums[4 * row * panels + i]));
  }
}

EDGE_INLINE void add_tile(int32_t rows, int32_t panels, const gemm_chunk *chunk) {
  if (panels == 4) return add_fixed_tile(1, 4, chunk);
  if (panels == 2 && rows == 1) return add_fixed_tile(1, 2, chunk);
  if (panels == 2) return add_fixed_tile(2, 2, chunk);
  switch (rows) {
  case 1: return add_fixed_tile(1, 1, chunk);
  case 2: return add_fixed_tile(2, 1, chunk);
  case 3: return add_fixed_tile(3, 1, chunk);
  default: return add_fixed_tile(4, 1, chunk);
  }
}

#endif
