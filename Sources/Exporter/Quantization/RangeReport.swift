import EdgeRuntime
import Quantize

/// The range of every float matrix in a policy file: what to look at before quantising it.
public struct RangeReport: Sendable {
  // SAFETY: tensors of a validated file, lent for a closure, of the size that their matrix takes.

  /// The matrices, in the program's order; a product's parts are counted together.
  public private(set) var matrices: [MatrixRange] = []

  /// Measures the matrices of `file`.
  public init(of file: borrowing PolicyFile) {
    for (index, operation) in file.program.operations.enumerated() {
      let matrices = operation.matrices
      for (place, matrix) in matrices.enumerated() where matrix.format == .float32 {
        let columns = operation.partColumns(ofMatrix: place)
        let values = unsafe file.withTensor(matrix.tensor) {
          unsafe Float32Panels.unpack($0, taps: matrix.taps, channels: matrix.channels, columns: columns)
        }
        let name = file.layers.operationNames[index]
        self.matrices.append(
          MatrixRange(
            name: matrices.count == 1 ? name : "\(name).\(place)", channels: columns.reduce(0, +), values: values))
      }
    }
  }
}

extension EdgeRuntime.Operation {
  /// Output channels of each part of its matrix number `index`; every part begins a panel.
  func partColumns(ofMatrix index: Int) -> [Int] {
    switch self {
    case .product(let product): (0..<product.partCount).map { product.parts[$0].columns }
    case .pointEncode(let encoder): [encoder.network.layers[index].outputs]
    case .pointStage(let stage): [stage.network.layers[index].outputs]
    case .pointScreen(let screen): [screen.network.layers[index].outputs]
    case .pointRefine(let refine): [refine.network.layers[index].outputs]
    case .convolution(let convolution): [convolution.output.channels]
    case .normalize, .maximum, .add, .layerNormalize, .mish, .rowConstant, .sampleInput, .sampleUpdate, .unnormalize,
      .clear, .imageInput, .groupNormalize, .maxPool, .spatialSoftmax, .averagePool, .imageResize:
      []
    }
  }
}
