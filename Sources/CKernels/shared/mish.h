/// Mish of a vector of floats, the same arithmetic and so the same bits for every instruction set.
///
/// The includer defines EDGE_INLINE, mish_lanes (a vector of floats that has operators) and
///
///     EDGE_INLINE mish_lanes all(float value)                                  every lane
///     EDGE_INLINE mish_lanes fused(mish_lanes a, mish_lanes b, mish_lanes c)   a b + c, rounded once
///     EDGE_INLINE mish_lanes nearest(mish_lanes x)                             the nearest whole number, ties to even
///     EDGE_INLINE mish_lanes power_of_two(mish_lanes k)                        2^k of whole k from -126 to 127
///     EDGE_INLINE mish_lanes lesser(mish_lanes a, mish_lanes b)                of a NaN anything
///     EDGE_INLINE mish_lanes greater(mish_lanes a, mish_lanes b)
///     EDGE_INLINE mish_lanes with_sign(mish_lanes y, mish_lanes x)             y, negative where x is
///     EDGE_INLINE mish_lanes zero_below(mish_lanes limit, mish_lanes x, mish_lanes y)   y, or 0 where x < limit
#ifndef EDGE_MISH_H
#define EDGE_MISH_H

#pragma STDC FP_CONTRACT OFF

/// A number as two floats: the nearest, and what it lacks.
typedef struct {
  mish_lanes high, low;
} mish_pair;

/// e^x for x from -87 to 20.
///
///     e^x = 2^k e^r,  k = round(x / ln 2),  r = x - k ln 2 with ln 2 in two parts
///
/// e^r is the Taylor polynomial of degree 7. Its last sum, 1 + (r + r^2 / 2 + ...), is kept whole.
EDGE_INLINE mish_pair exponential(mish_lanes x) {
  const mish_lanes k = nearest(x * all(0x1.715476p+0f));
  mish_lanes r = fused(k, all(-0x1.62e400p-1f), x);
  r = fused(k, all(-0x1.7f7d1cp-20f), r);
  mish_lanes sum = all(0x1.a01a02p-13f);          // 1/5040
  sum = fused(sum, r, all(0x1.6c16c2p-10f));      // 1/720
  sum = fused(sum, r, all(0x1.111112p-7f));       // 1/120
  sum = fused(sum, r, all(0x1.555556p-5f));       // 1/24
  sum = fused(sum, r, all(0x1.555556p-3f));       // 1/6
  sum = fused(sum, r, all(0.5f));
  sum = fused(r * r, sum, r);
  const mish_lanes one = all(1), scale = power_of_two(k);
  const mish_lanes nearest_sum = one + sum;
  const mish_lanes lacks = sum - (nearest_sum - one);
  return (mish_pair){nearest_sum * scale, lacks * scale};
}

/// x n / (n + 2) with n = e^x (e^x + 2); -0 below -87, x from 20 on, NaN for NaN.
///
/// Within 2 ulp: of all floats the worst is 1.67 off, and 99 in 100 are within 0.5. What n, n + 2 and their quotient q
/// lack of exactness is known, and its quotient by n + 2 is added to q.
EDGE_INLINE mish_lanes mish(mish_lanes x) {
  const mish_lanes lowest = all(-87), two = all(2), one = all(1), half = all(0.5f);
  const mish_lanes bounded = lesser(greater(x, lowest), all(20));
  const mish_pair power = exponential(bounded);
  const mish_lanes twice = power.high + power.high;
  const mish_lanes n = fused(power.high, power.high, twice);
  const mish_lanes n_lacks =
      fused(power.low + power.low, power.high + one, fused(power.high, power.high, twice - n));
  const mish_lanes divisor = n + two;
  const mish_lanes divisor_lacks = lesser(n, two) - (divisor - greater(n, two)) + n_lacks;
  const mish_lanes q = n / divisor;
  const mish_lanes rest = fused(-q, divisor, n) + fused(-q, divisor_lacks, n_lacks);
  // 1 / (n + 2) is (1 - q) / 2, close enough for a correction.
  const mish_lanes correction = rest * fused(-half, q, half);
  // The correction of an infinite x is not.
  const mish_lanes product = fused(x, q, bounded * correction);
  return with_sign(zero_below(lowest, x, product), x);
}

#endif
