// edge_gemm_f32 over the floats that codes and lower bytes make, which are the trainer's own:
//
//   upper = upper_bytes[code] or the patch's, lower = three bytes as they are
//   partial = fma(x[r][tap][c], float(upper, lower), partial)
//
// The loop nest is shared/gemm_panels.h, the tiles are coded_tiles_avx512.h.
//
// The codes of a block become 64 upper bytes by two shuffles; then each vector of weights is one permutation of its
// lower bytes and of those.
#if defined(__x86_64__)
#define EDGE_CODED_WEIGHTS
#define EDGE_PERMUTES_BYTES
#include "CKernels.h"
#include "lanes_avx512.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/c32_layout.h"

/// Where the bytes of sixteen floats stand: the lower ones in a channel's 48, the upper one in a block's 64.
static const _Alignas(64) uint8_t places[EDGE_CODED_DEPTH][64] = {
#define FLOAT(channel, i) 3 * (i), 3 * (i) + 1, 3 * (i) + 2, 64 + 16 * (channel) + (i)
#define FLOATS(channel, i) FLOAT(channel, i), FLOAT(channel, i + 1), FLOAT(channel, i + 2), FLOAT(channel, i + 3)
#define CHANNEL(channel) {FLOATS(channel, 0), FLOATS(channel, 4), FLOATS(channel, 8), FLOATS(channel, 12)}
    CHANNEL(0), CHANNEL(1), CHANNEL(2), CHANNEL(3),
#undef CHANNEL
#undef FLOATS
#undef FLOAT
};

/// What the codes of a block stand for.
EDGE_INLINE __m512i upper_bytes(const uint8_t *block, __m512i values) {
  const __m512i pairs = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(const void *)block));
  const __m512i codes = _mm512_or_si512(pairs, _mm512_slli_epi16(pairs, 4));
  return _mm512_shuffle_epi8(values, _mm512_and_si512(codes, _mm512_set1_epi8(15)));
}

/// The head of a run.
EDGE_INLINE const edge_c32_run *head_of(const uint8_t *run) { return (const edge_c32_run *)(const void *)run; }

/// What a tile keeps of its panels: what codes stand for, and the upper bytes of each block.
typedef struct {
  const uint8_t *run; // of the first panel
  uint64_t patched;   // bit b: block b of some panel has a patch
  __m512i values[4], order[EDGE_CODED_DEPTH], upper[4];
} coded_panels;

EDGE_INLINE coded_panels begin_runs(const int panels, const uint8_t *run, ptrdiff_t panel_stride) {
  coded_panels state = {.run = run};
#pragma clang loop unroll(full)
  for (int panel = 0; panel < panels; panel++) {
    const edge_c32_run *head = head_of(run + panel * panel_stride);
    state.values[panel] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)head->upper_bytes));
    state.patched |= head->patched;
  }
#pragma clang loop unroll(full)
  for (int k = 0; k < EDGE_CODED_DEPTH; k++) state.order[k] = _mm512_load_si512(places[k]);
  return state;
}

EDGE_INLINE void begin_blocks(
    const int panels, const uint8_t *block, ptrdiff_t panel_stride, int32_t index, coded_panels *state) {
#pragma clang loop unroll(full)
  for (int panel = 0; panel < panels; panel++)
    state->upper[panel] = upper_bytes(block + panel * panel_stride, state->values[panel]);
  if (__builtin_expect(!(state->patched >> index & 1), 1)) return;
#pragma clang loop unroll(full)
  for (int panel = 0; panel < panels; panel++) {
    const uint8_t *patch = patch_of(head_of(state->run + panel * panel_stride), index);
    if (patch) state->upper[panel] = _mm512_loadu_si512(patch);
  }
}

EDGE_INLINE __m512 columns_of(const int k, const int panel, const uint8_t *block, const coded_panels *state) {
  const __m512i lower = _mm512_loadu_si512(block + EDGE_C32_CODE_BYTES + LOWER_BYTES * k);
  return _mm512_castsi512_ps(_mm512_permutex2var_epi8(lower, state->order[k], state->upper[panel]));
}

#include "coded_tiles_avx512.h"

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi"), no_builtin("memcpy", "memset"))) void
edge_gemm_c32__avx512vbmi(const edge_gemm_c32 *job) {
  multiply(&job->product, job->weights);
}
#endif
