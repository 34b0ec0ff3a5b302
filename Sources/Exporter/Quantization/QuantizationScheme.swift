/// How a policy is made smaller.
public enum QuantizationScheme: String, CaseIterable, Sendable {
  /// Weights of eight bits, activations of eight bits made in every step; where that costs too much, sixteen or floats.
  case w8a8
}
