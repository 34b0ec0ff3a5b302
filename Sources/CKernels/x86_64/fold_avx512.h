/// Sixteen lanes made one, as i and i + 8, then 4, 2, 1: the order that every instruction set has.
#ifndef EDGE_FOLD_AVX512_H
#define EDGE_FOLD_AVX512_H

#include "lanes_avx512.h"

enum { FOLD_ROWS = 8 };

typedef enum { FOLD_SUM, FOLD_LEAST, FOLD_GREATEST } fold_kind;

EDGE_INLINE __m512 fold_pair(const fold_kind kind, __m512 a, __m512 b) {
  switch (kind) {
  case FOLD_SUM: return _mm512_add_ps(a, b);
  case FOLD_LEAST: return _mm512_min_ps(a, b);
  default: return _mm512_max_ps(a, b);
  }
}

/// The folded lanes of eight rows' vectors, which are halved side by side.
EDGE_INLINE __m256 fold_eight(const fold_kind kind, const __m512 *rows) {
  __m512 eights[4], fours[2];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    const __m512 a = rows[2 * i], b = rows[2 * i + 1];
    eights[i] = fold_pair(kind, _mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 2; i++) {
    const __m512 a = eights[2 * i], b = eights[2 * i + 1];
    fours[i] = fold_pair(kind, _mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));
  }
  const __m512 twos = fold_pair(
      kind, _mm512_shuffle_ps(fours[0], fours[1], 0x44), _mm512_shuffle_ps(fours[0], fours[1], 0xee));
  const __m512 ones = fold_pair(kind, _mm512_shuffle_ps(twos, twos, 0x88), _mm512_shuffle_ps(twos, twos, 0xdd));
  // Row r of 0 to 3 is in quarter r, row r + 4 beside it.
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 0, 0, 0, 0, 0, 0, 0);
  return _mm512_castps512_ps256(_mm512_permutexvar_ps(order, ones));
}

/// The folded lanes of FOLD_ROWS rows, or of one, which all eight lanes then hold.
EDGE_INLINE __m256 fold_rows(const fold_kind kind, const __m512 *rows, const int count) {
  if (count == FOLD_ROWS) return fold_eight(kind, rows);
  const __m512 eight = fold_pair(kind, rows[0], _mm512_shuffle_f32x4(rows[0], rows[0], 0x4e));
  const __m512 four = fold_pair(kind, eight, _mm512_shuffle_f32x4(eight, eight, 0xb1));
  const __m512 two = fold_pair(kind, four, _mm512_shuffle_ps(four, four, 0x4e));
  return _mm512_castps512_ps256(fold_pair(kind, two, _mm512_shuffle_ps(two, two, 0xb1)));
}

#endif
