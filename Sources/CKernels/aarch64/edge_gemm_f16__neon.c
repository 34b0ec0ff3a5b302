// edge_gemm_f32 over the floats that weights of 16 bits stand for, which are exact:
//
//   partial = fma(x[r][tap][c], float(w[tap][c][n]), partial)
//
// The loop nest is shared/gemm_panels.h; the tiles are gemm_tiles_neon.h, where a vector of weights is converted
// as it is loaded.
#if defined(__aarch64__)
#define EDGE_HALF_WEIGHTS
#include "gemm_tiles_neon.h"

#pragma STDC FP_CONTRACT OFF

EDGE_KERNEL void edge_gemm_f16__neon(const edge_gemm_f16 *job) {
  multiply(&job->product, (const panel_weight *)(const void *)job->weights);
}
#endif
