/// One thread's place in a step.
struct Worker {
  /// This thread, from 0.
  var index: Int
  /// Threads that share the step.
  var count: Int
  /// The sampler's current row.
  var samplerRow = 0
  /// Set while tracing a convolution block's own output: FiLM and residual stay out.
  var stopsAfterNorm = false
  /// Set while checking the sums of an integer product: its epilogue stays out.
  var stopsAfterSums = false

  /// This thread's share of `total` equal pieces.
  func share(of total: Int) -> Range<Int> { total * index / count..<total * (index + 1) / count }
}
