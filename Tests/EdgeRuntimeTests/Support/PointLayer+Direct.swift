@testable import EdgeRuntime

extension PointLayer {
  /// One point through the layer in double precision, as its definition says.
  ///
  /// - Parameter common: What is added to the sums in place of the bias, or nil.
  func direct(_ input: [Double], _ tensors: [[Float]], common: [Float]? = nil) -> [Double] {
    var values = (0..<outputs).map { output -> Double in
      let (panel, lane) = (output / 16, output % 16)
      var sum = Double((common ?? tensors[bias])[output])
      for (channel, value) in input.enumerated() {
        sum += value * Double(tensors[matrix.tensor][(panel * inputs + channel) * 16 + lane])
      }
      return sum
    }
    if let gamma, let beta {
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      values = values.indices.map { column -> Double in
        let x = (values[column] - mean) / (variance + 1e-5).squareRoot()
        return x * Double(tensors[gamma][column]) + Double(tensors[beta][column])
      }
    }
    return relu ? values.map { max($0, 0) } : values
  }
}
