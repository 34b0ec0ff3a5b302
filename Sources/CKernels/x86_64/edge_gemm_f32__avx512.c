// for each row r, column n:
//   total = bias[n]
//   for each tap, for each chunk of at most 256 channels:
//     partial = 0
//     for c in chunk: partial = fma(x[r][tap][c], w[tap][c][n], partial)
//     total = total + partial
//
// The loop nest is shared/gemm_panels.h, where a chunk serves all rows before the next is read; the tiles are
// gemm_tiles_avx512.h.
#if defined(__x86_64__)
#include "gemm_tiles_avx512.h"

#pragma STDC FP_CONTRACT OFF

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx512f,avx512bw,avx512vl"), no_builtin("memcpy", "memset"))) void edge_gemm_f32__avx512(
    const edge_gemm_f32 *product) {
  multiply(product, product->weights);
}
#endif
