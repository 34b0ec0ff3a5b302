// edge_gemm_f32 over the floats that weights of 16 bits stand for, which are exact:
//
//   partial = fma(x[r][tap][c], float(w[tap][c][n]), partial)
//
// The loop nest is shared/gemm_panels.h; the tiles are gemm_tiles_avx512.h, where a vector of weights is converted
// as it is loaded.
#if defined(__x86_64__)
#define EDGE_HALF_WEIGHTS
#include "gemm_tiles_avx512.h"

#pragma STDC FP_CONTRACT OFF

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx512f,avx512bw,avx512vl"), no_builtin("memcpy", "memset"))) void edge_gemm_f16__avx512(
    const edge_gemm_f16 *job) {
  multiply(&job->product, job->weights);
}
#endif
