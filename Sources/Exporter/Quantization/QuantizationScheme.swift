/// How a policy is made smaller.
public enum QuantizationScheme: String, CaseIterable, Sendable {
  /// Weights of eight bits, activations of eight bits made in every step; where that costs too much, sixteen or floats.
  case w8a8
  /// Weights of eight bits, arithmetic of floats: a smaller file for processors where integers do not pay.
  case w8
  /// Weights of half precision, arithmetic of floats: half a file, and hardly an error.
  case f16
}
