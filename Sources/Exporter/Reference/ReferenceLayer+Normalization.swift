extension ReferenceLayer {
  /// The epsilon of PyTorch's group and layer norms, which no trainer overrides.
  static let normalizationEpsilon = 1e-5

  /// Applies `GroupNorm`: each of `groups` runs of channels is normalised over its channels and positions.
  ///
  ///     y[c, l] = γ[c] · (x[c, l] − mean) / √(variance + 1e-5) + β[c],  the variance divided by its count
  ///
  /// - Shapes: `weight` γ and `bias` β (C); `input` and the result (C, L).
  static func groupNorm(weight: Tensor, bias: Tensor, groups: Int, input: DoubleMatrix) -> DoubleMatrix {
    precondition(groups > 0 && input.rows % groups == 0, "the groups must divide the channels")
    precondition(weight.values.count == input.rows && bias.values.count == input.rows, "one scale a channel")
    let channels = input.rows / groups
    var result = input
    for group in 0..<groups {
      let range = group * channels * input.columns..<(group + 1) * channels * input.columns
      let (mean, scale) = moments(input.values[range])
      for channel in group * channels..<(group + 1) * channels {
        let (gamma, beta) = (Double(weight.values[channel]), Double(bias.values[channel]))
        for position in 0..<input.columns {
          result[channel, position] = gamma * (input[channel, position] - mean) * scale + beta
        }
      }
    }
    return result
  }

  /// Applies `LayerNorm` to every row.
  ///
  /// - Shapes: `weight` γ and `bias` β (columns); `input` and the result (rows, columns).
  static func layerNorm(weight: Tensor, bias: Tensor, input: DoubleMatrix) -> DoubleMatrix {
    precondition(
      weight.values.count == input.columns && bias.values.count == input.columns, "one scale a column")
    var result = input
    for row in 0..<input.rows {
      let (mean, scale) = moments(input.values[row * input.columns..<(row + 1) * input.columns])
      for column in 0..<input.columns {
        result[row, column] =
          Double(weight.values[column]) * (input[row, column] - mean) * scale + Double(bias.values[column])
      }
    }
    return result
  }

  /// The mean, and 1 / √(biased variance + ε).
  private static func moments(_ values: ArraySlice<Double>) -> (mean: Double, scale: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, 1 / (variance + normalizationEpsilon).squareRoot())
  }
}
