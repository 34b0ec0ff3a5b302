/// The layers of the policies in double precision, each as PyTorch defines it.
///
/// Goals in order: (1) obviously the layer that the trainers' library documents; (2) independent of the
/// exporter's packing and folding and of the runtime's kernels, so that agreement means something; (3) a call
/// of the largest published network within a second or two. Weights stay float32 as they came; each is
/// widened when it is read. One layer a file: `ReferenceLayer+<Layer>.swift`.
enum ReferenceLayer {
  /// The dot product of `count` pairs, summed in eight interleaved partial sums.
  ///
  /// - SAFETY: both pointers must cover `count` elements; every caller takes them from rows of that length.
  static func dot(_ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, count: Int) -> Double {
    var sums = SIMD8<Double>.zero
    let whole = count & ~7
    var index = 0
    while index < whole {
      let a = unsafe UnsafeRawPointer(left + index).loadUnaligned(as: SIMD8<Double>.self)
      let b = unsafe UnsafeRawPointer(right + index).loadUnaligned(as: SIMD8<Double>.self)
      sums += a * b
      index += 8
    }
    var sum = sums.sum()
    while index < count {
      unsafe sum += left[index] * right[index]
      index += 1
    }
    return sum
  }
}
