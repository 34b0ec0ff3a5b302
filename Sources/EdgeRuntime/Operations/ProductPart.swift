/// One matrix of a product: its columns, where they go, and what is done to them on the way.
public struct ProductPart: Equatable, Sendable, BitwiseCopyable {
  /// What follows the sums of a part.
  public enum Epilogue: Equatable, Sendable, BitwiseCopyable {
    /// Nothing.
    case none
    /// max(x, 0).
    case relu
    /// x · tanh(softplus(x)).
    case mish
    /// Group norm, Mish, and what `GroupNormEpilogue` adds.
    case groupNorm(GroupNormEpilogue)
  }

  /// Floats from the input buffer's start to the window of output row 0.
  public var inputOffset: Int
  /// Output channels.
  public var columns: Int
  /// Where they go (rows, columns).
  public var output: BufferView
  /// What is done to them.
  public var epilogue: Epilogue

  /// Makes a part.
  public init(inputOffset: Int, columns: Int, output: BufferView, epilogue: Epilogue = .none) {
    self.inputOffset = inputOffset
    self.columns = columns
    self.output = output
    self.epilogue = epilogue
  }

  /// Panels of 16 output channels, the last perhaps partial.
  public var panelCount: Int { PanelLayout.panelCount(columns: columns) }

  /// Panels that one thread must do together: those that share a norm group.
  var panelsPerUnit: Int {
    guard case .groupNorm(let norm) = epilogue else { return 1 }
    // The least common multiple of a group's channels and a panel's, a power of two.
    let channels = columns / norm.groups
    return channels >> min(channels.trailingZeroBitCount, PanelLayout.width.trailingZeroBitCount)
  }

  /// Whether a norm follows the sums.
  var hasNorm: Bool {
    if case .groupNorm = epilogue { true } else { false }
  }

  func extentsAgree(rows: Int) -> Bool {
    guard output.rows == rows, output.columns == columns else { return false }
    guard case .groupNorm(let norm) = epilogue else { return true }
    guard columns % norm.groups == 0 else { return false }
    if let residual = norm.residual { return residual.rows == rows && residual.columns == columns }
    return true
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.write(output))
    guard case .groupNorm(let norm) = epilogue else { return }
    if let film = norm.film {
      body(
        Access(
          buffer: film.buffer, offset: film.offset, rowStride: 0, rows: 1, columns: 2 * columns, writes: false
        ))
    }
    if let residual = norm.residual { body(.read(residual)) }
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    guard case .groupNorm(let norm) = epilogue else { return }
    body(TensorUse(tensor: norm.gamma, count: columns))
    body(TensorUse(tensor: norm.beta, count: columns))
    if let film = norm.film {
      let count = (samplerRows - 1) * film.biasRowStride + 2 * columns
      body(TensorUse(tensor: film.bias, start: film.biasOffset, count: count))
    }
  }
}

extension ProductPart {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    inputOffset = try reader.integer(in: 0...FormatLimits.floatOffset)
    columns = try reader.extent()
    output = try BufferView(reading: &reader)
    switch try reader.integer(in: 0...3) {
    case 0: epilogue = .none
    case 1: epilogue = .relu
    case 2: epilogue = .mish
    default: epilogue = .groupNorm(try GroupNormEpilogue(reading: &reader))
    }
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(inputOffset)
    writer.integer(columns)
    output.write(to: &writer)
    switch epilogue {
    case .none: writer.integer(0)
    case .relu: writer.integer(1)
    case .mish: writer.integer(2)
    case .groupNorm(let norm):
      writer.integer(3)
      norm.write(to: &writer)
    }
  }
}
