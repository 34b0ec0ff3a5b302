/// The sinusoidal embedding of a timestep, rounded as the trainers' float32 code rounds it.
///
///     f_i = exp(−i · ln(10000) / (half − 1))        half = width / 2
///     [sin(t f_0) … sin(t f_half−1), cos(t f_0) … cos(t f_half−1)]
enum TimestepEmbedding {
  static func values(of timestep: Float, width: Int) -> [Float] {
    let half = width / 2
    let step = Float(Elementary.logarithm(10_000) / Double(max(half - 1, 1)))
    let angles = (0..<half).map { timestep * Float(Elementary.exponential(Double(Float($0) * -step))) }
    return angles.map { Float(Elementary.sine(Double($0))) } + angles.map { Float(Elementary.cosine(Double($0))) }
  }
}
