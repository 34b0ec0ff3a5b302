import CKernels

/// Layer norm of each row.
public struct LayerNormalize: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// What is read (rows, columns).
  public var input: BufferView
  /// What is written (rows, columns); may be the input.
  public var output: BufferView
  /// Tensor (columns).
  public var gamma: Int
  /// Tensor (columns).
  public var beta: Int
  /// Added to the variance.
  public var epsilon: Float

  /// Makes the operation.
  public init(input: BufferView, output: BufferView, gamma: Int, beta: Int, epsilon: Float) {
    self.input = input
    self.output = output
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
  }

  static let kind = OperationKind.layerNormalize
  static let label: StaticString = "layer norm"

  var kernelSlot: KernelSlot? { .layerNorm }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
    gamma = try reader.tensor()
    beta = try reader.tensor()
    epsilon = try reader.epsilon()
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
    writer.integer(gamma)
    writer.integer(beta)
    writer.float(epsilon)
  }

  var extentsAgree: Bool { input.rows == output.rows && input.columns == output.columns }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    body(TensorUse(tensor: gamma, count: output.columns))
    body(TensorUse(tensor: beta, count: output.columns))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    var norm = unsafe edge_layer_norm_f32(
      input: context.row(0, of: input), input_row_stride: input.rowStride,
      output: context.row(0, of: output), output_row_stride: output.rowStride,
      gamma: context.tensor(gamma), beta: context.tensor(beta),
      rows: Int32(output.rows), channels: Int32(output.columns), epsilon: epsilon, relu: 0)
    unsafe context.kernels.layerNorm(&norm)
  }
}
