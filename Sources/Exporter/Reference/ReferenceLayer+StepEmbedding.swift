extension ReferenceLayer {
  /// Returns the sinusoidal embedding of a timestep as one row of `width`: all sines, then all cosines.
  ///
  ///     f_i = exp(−i · ln(10000) / (width/2 − 1)),  e = [sin(t · f_0), …, cos(t · f_0), …]
  ///
  /// The exponent, f_i and the angle are rounded to float32 as the trainers' code rounds them: at t = 99 a
  /// rounded angle is off by up to 4e-6, so an oracle with exact angles would disagree with the network that
  /// was trained.
  static func stepEmbedding(timestep: Float, width: Int) -> DoubleMatrix {
    let half = width / 2
    let decrement = Float(-(Elementary.logarithm(10_000) / Double(half - 1)))
    let angles = (0..<half).map { index in
      Double(timestep * Float(Elementary.exponential(Double(Float(index) * decrement))))
    }
    return DoubleMatrix(
      rows: 1, columns: 2 * half, values: angles.map(Elementary.sine) + angles.map(Elementary.cosine))
  }
}
