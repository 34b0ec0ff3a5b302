// edge_gemm_f32 over the floats that codes and lower bytes make, which are the trainer's own:
//
//   upper = upper_bytes[code] or the patch's, lower = three bytes as they are
//   partial = fma(x[r][tap][c], float(upper, lower), partial)
//
// The loop nest is shared/gemm_panels.h. The codes of a block become 64 upper bytes by two shuffles; then each vector
// of weights is one permutation of its lower bytes and of those. Prefetches pay even beside four panels' streams: from
// memory, at four rows on Zen 5, 73 GB/s of floats with them and 64 without, where edge_gemm_f32 reads 56. One row or
// two read long panels a twentieth faster by twos than by fours, and short ones as much slower.
#if defined(__x86_64__)
#define EDGE_CODED_WEIGHTS
#define EDGE_PERMUTES_BYTES
#include "CKernels.h"
#include "lanes_avx512.h"

#pragma STDC FP_CONTRACT OFF

#include "../shared/c32_layout.h"

typedef uint8_t panel_weight;

enum {
  AHEAD_WEIGHTS = 4096,
  WIDE_AHEAD_WEIGHTS = 2048,
  LONG_PANEL = 64 << 10, // where weights come from memory
};

#include "tile_sizes_avx512.h"

/// Where the bytes of sixteen floats stand: the lower ones in a channel's 48, the upper one in a block's 64.
static const _Alignas(64) uint8_t places[EDGE_C32_DEPTH][64] = {
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

/// Takes the upper bytes of block `index` of the panels' runs from patches, where they have them.
EDGE_INLINE void patch_block(
    const int panels, const uint8_t *run, ptrdiff_t panel_stride, int32_t index, __m512i *upper) {
#pragma clang loop unroll(full)
  for (int panel = 0; panel < panels; panel++) {
    const uint8_t *patch = patch_of(head_of(run + panel * panel_stride), index);
    if (patch) upper[panel] = _mm512_loadu_si512(patch);
  }
}

EDGE_INLINE void add_fixed_tile(const int rows, const int panels, const gemm_chunk *chunk) {
  __m512 sums[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * panels; i++) sums[i] = _mm512_setzero_ps();

  const float *inputs[MAX_TILE_ROWS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) inputs[row] = chunk->windows[row] + chunk->place;
  const uint8_t *run = chunk->weights;
  const ptrdiff_t panel_stride = chunk->panel_stride;
  __m512i values[4], order[EDGE_C32_DEPTH];
  uint64_t any_patched = 0;
#pragma clang loop unroll(full)
  for (int panel = 0; panel < panels; panel++) {
    const edge_c32_run *head = head_of(run + panel * panel_stride);
    values[panel] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)head->upper_bytes));
    any_patched |= head->patched;
  }
#pragma clang loop unroll(full)
  for (int k = 0; k < EDGE_C32_DEPTH; k++) order[k] = _mm512_load_si512(places[k]);
  const uint8_t *block = run + sizeof(edge_c32_run);
  const ptrdiff_t ahead = panels == 4 ? WIDE_AHEAD_WEIGHTS : AHEAD_WEIGHTS;
  for (int32_t channel = 0; channel < chunk->length; channel += EDGE_C32_DEPTH, any_patched >>= 1) {
    __m512i upper[4];
    // Behind the panel's end begin the panels that are walked next.
    const ptrdiff_t distance = block - run + ahead < chunk->left ? ahead : ahead + (panels - 1) * panel_stride;
#pragma clang loop unroll(full)
    for (int panel = 0; panel < panels; panel++) {
      const uint8_t *codes = block + panel * panel_stride;
      upper[panel] = upper_bytes(codes, values[panel]);
      fetch_block((uintptr_t)codes + (uintptr_t)distance);
    }
    if (__builtin_expect(any_patched & 1, 0))
      patch_block(panels, run, panel_stride, channel / EDGE_C32_DEPTH, upper);
#pragma clang loop unroll(full)
    for (int k = 0; k < EDGE_C32_DEPTH; k++) {
      __m512 columns[4];
#pragma clang loop unroll(full)
      for (int panel = 0; panel < panels; panel++) {
        const __m512i lower =
            _mm512_loadu_si512(block + panel * panel_stride + EDGE_C32_CODE_BYTES + LOWER_BYTES * k);
        columns[panel] = _mm512_castsi512_ps(_mm512_permutex2var_epi8(lower, order[k], upper[panel]));
      }
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++) {
        const __m512 x = _mm512_set1_ps(inputs[row][channel + k]);
#pragma clang loop unroll(full)
        for (int panel = 0; panel < panels; panel++)
          sums[row * panels + panel] = _mm512_fmadd_ps(x, columns[panel], sums[row * panels + panel]);
      }
    }
    block += EDGE_C32_BLOCK_BYTES;
  }
  add_sums(rows, panels, sums, chunk);
}

// The compiler must not turn the short loops over columns into calls of the C library.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi"), no_builtin("memcpy", "memset"))) void
edge_gemm_c32__avx512vbmi(const edge_gemm_c32 *job) {
  multiply(&job->product, job->weights);
}
#endif
