// for each row r, column n:
//   total = bias[n]
//   for each tap, for each chunk of at most 256 channels:
//     partial = 0
//     for c in chunk: partial = fma(x[r][tap][c], w[tap][c][n], partial)
//     total = total + partial
//
// The loop nest is shared/gemm_panels.h, where a chunk serves all rows before the next is read; the tiles are
// gemm_tiles_neon.h.
#if defined(__aarch64__)
#include "gemm_tiles_neon.h"

#pragma STDC FP_CONTRACT OFF

EDGE_KERNEL void edge_gemm_f32__neon(const edge_gemm_f32 *product) { multiply(product, product->weights); }
#endif
