import EdgeRuntime

/// The range of every matrix in a policy file: what to look at before quantising it.
public struct RangeReport: Sendable {
  /// The matrices, in the program's order; a product's parts are counted together.
  public private(set) var matrices: [MatrixRange] = []

  /// Measures the matrices of `file`.
  public init(of file: PolicyFile) {
    for (index, operation) in file.program.operations.enumerated() {
      let name = file.layers.operationNames[index]
      switch operation {
      case .product(let product):
        let columns = (0..<product.partCount).map { product.parts[$0].columns }
        add(name, tensor: product.matrix.tensor, columns: columns, depth: product.taps * product.channels, in: file)
      case .pointEncode(let encoder):
        for layer in 0..<encoder.layerCount {
          let record = encoder.layers[layer]
          add(
            "\(name).\(layer)", tensor: record.matrix.tensor, columns: [record.outputs], depth: record.inputs, in: file)
        }
      default: break
      }
    }
  }

  /// - Parameters:
  ///   - columns: Output channels of each part; every part begins a panel.
  ///   - depth: Weights of one output channel.
  private mutating func add(
    _ name: String, tensor: Int, columns: [Int], depth: Int, in file: PolicyFile
  ) {
    let range = file.withTensor(tensor) { values in
      var largest: Float = 0
      var error = 0.0
      var energy = 0.0
      var panel = 0
      for count in columns {
        for column in 0..<count {
          let first = (panel + column / 16) * depth * 16 + column % 16
          let weights = (0..<depth).map { values[first + $0 * 16] }
          let magnitude = weights.reduce(0) { max($0, $1.magnitude) }
          largest = max(largest, magnitude)
          let quantizer = SymmetricQuantizer(largestMagnitude: magnitude)
          for weight in weights {
            let difference = Double(weight - quantizer.dequantize(quantizer.quantize(weight)))
            error += difference * difference
            energy += Double(weight) * Double(weight)
          }
        }
        panel += (count + 15) / 16
      }
      let channels = columns.reduce(0, +)
      return MatrixRange(
        name: name, channels: channels, count: channels * depth, largest: largest,
        relativeError: energy > 0 ? (error / energy).squareRoot() : 0)
    }
    matrices.append(range)
  }
}
