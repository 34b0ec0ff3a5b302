/// A matrix product over time-major rows, with what follows it: convolutions, linear layers, transposed convolutions.
///
/// Output row r of a part reads the window of `taps` runs of `channels` floats that starts
/// `part.inputOffset + r · inputRowStride` floats into the input buffer, runs `inputTapStride` apart.
/// So a convolution needs no im2col, and a linear layer is a convolution of one tap.
///
/// Parts are products with the same window shape that run as one operation: two matrices that read the same
/// input, or the two output phases of a transposed convolution of stride 2.
public struct Product: OperationRecord {
  /// Index of the input buffer.
  public var inputBuffer: Int
  /// Floats between the windows of neighbouring output rows.
  public var inputRowStride: Int
  /// Floats between the taps of one window.
  public var inputTapStride: Int
  /// Output rows of each part.
  public var rows: Int
  /// The weights: the panels of all parts, with taps and channels of a window.
  public var matrix: PackedMatrix
  /// Tensor (panels of all parts, 16), or none.
  public var bias: Int?
  /// How many of `parts` count.
  public var partCount: Int
  /// The parts; those from `partCount` on repeat the first.
  public var parts: InlineArray<2, ProductPart>

  /// Most parts a product may have.
  public static let maxPartCount = 2

  /// Makes a product of one or two parts.
  public init(
    inputBuffer: Int, inputRowStride: Int, inputTapStride: Int, rows: Int, matrix: PackedMatrix, bias: Int?,
    first: ProductPart, second: ProductPart? = nil
  ) {
    self.inputBuffer = inputBuffer
    self.inputRowStride = inputRowStride
    self.inputTapStride = inputTapStride
    self.rows = rows
    self.matrix = matrix
    self.bias = bias
    partCount = second == nil ? 1 : 2
    parts = [first, second ?? first]
  }

  static let kind = OperationKind.product
  static let label: StaticString = "product"

  var outputs: [BufferView] { (0..<partCount).map { parts[$0].output } }

  var matrices: [PackedMatrix] { [matrix] }

  var kernelSlot: KernelSlot? { matrix.format.kernelSlot }

  var recordedInput: RecordedInput? {
    matrix.format.integer == nil ? nil : RecordedInput(buffer: inputBuffer, range: inputRange)
  }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    inputBuffer = try reader.integer(in: 0...FormatLimits.bufferCount - 1)
    inputRowStride = try reader.integer(in: 0...FormatLimits.extent)
    inputTapStride = try reader.integer(in: 0...FormatLimits.extent)
    rows = try reader.extent()
    let taps = try reader.extent()
    matrix = try PackedMatrix(reading: &reader, taps: taps, channels: try reader.extent())
    bias = try reader.optionalTensor()
    partCount = try reader.integer(in: 1...Product.maxPartCount)
    let first = try ProductPart(reading: &reader)
    parts = [first, partCount == 2 ? try ProductPart(reading: &reader) : first]
    matrix.panels = panelCount
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(inputBuffer)
    writer.integer(inputRowStride)
    writer.integer(inputTapStride)
    writer.integer(rows)
    writer.integer(taps)
    writer.integer(channels)
    matrix.write(to: &writer)
    writer.optionalTensor(bias)
    writer.integer(partCount)
    for index in 0..<partCount { parts[index].write(to: &writer) }
  }

  var isShared: Bool { true }

  var divisions: Int { max(cuts { $0.panelsPerUnit }, 1) }

  var preferredDivisions: Int { max(cuts { $0.preferredPanelsPerCut(rows: rows) }, 1) }

  var sumsDivisions: Int {
    let hasNorm = parts[0].hasNorm || partCount == 2 && parts[1].hasNorm
    return hasNorm ? cuts { _ in ProductPart.panelsTogether(rows: rows) } : 0
  }

  /// In how many pieces of so many panels the parts can be cut.
  private func cuts(_ panelsPerCut: (ProductPart) -> Int) -> Int {
    var count = 0
    for index in 0..<partCount { count += parts[index].panelCount / panelsPerCut(parts[index]) }
    return count
  }

  var stagingCount: Int { rows.saturatingProduct(columnCount) }

  /// Taps of a window.
  public var taps: Int { matrix.taps }
  /// Input channels of a tap.
  public var channels: Int { matrix.channels }

  /// Panels of all parts.
  public var panelCount: Int {
    var count = 0
    for index in 0..<partCount { count += parts[index].panelCount }
    return count
  }

  /// Output columns of all parts.
  public var columnCount: Int {
    var count = 0
    for index in 0..<partCount { count += parts[index].columns }
    return count
  }

  var multiplyAdds: Int {
    byteRowsPerRow.saturatingProduct(rows).saturatingProduct(taps).saturatingProduct(channels).saturatingProduct(
      columnCount)
  }

  private var byteRowsPerRow: Int {
    matrix.format.integer?.activation == .wideRows ? 2 : 1
  }

  /// All of them, where the input is quantised.
  var integerMultiplyAdds: Int { matrix.format.integer == nil ? 0 : multiplyAdds }

  /// Floats of quantised rows.
  var scratchCount: Int {
    matrix.format.integer.map { QuantizedRows(of: self, format: $0).scratchCount } ?? 0
  }

  var extentsAgree: Bool {
    // Bytes are made of whole rows, so windows must begin on rows and go from row to row.
    let beginsOnRows = taps == 1 || (inputTapStride > 0 && inputRowStride % inputTapStride == 0)
    if matrix.format.integer != nil && !beginsOnRows { return false }
    for index in 0..<partCount where !parts[index].extentsAgree(rows: rows) { return false }
    return true
  }

  func forEachAccess(_ body: (Access) -> Void) {
    for index in 0..<partCount {
      let part = parts[index]
      body(windows(from: part.inputOffset))
      part.forEachAccess(body)
    }
  }

  /// From the first float that a window of any part reads to after the last, counted from the buffer's start.
  var inputRange: Range<Int> {
    var range = windows(from: parts[0].inputOffset).range
    for index in 1..<max(partCount, 1) {
      let other = windows(from: parts[index].inputOffset).range
      range = min(range.lowerBound, other.lowerBound)..<max(range.upperBound, other.upperBound)
    }
    return range
  }

  /// What the windows of a part read, as rows of `channels` where the strides allow, else as one run.
  private func windows(from offset: Int) -> Access {
    if taps == 1 {
      return Access(
        buffer: inputBuffer, offset: offset, rowStride: inputRowStride, rows: rows, columns: channels,
        writes: false)
    }
    if inputTapStride > 0 && inputRowStride % inputTapStride == 0 {
      return Access(
        buffer: inputBuffer, offset: offset, rowStride: inputTapStride,
        rows: (rows - 1) * (inputRowStride / inputTapStride) + taps, columns: channels, writes: false)
    }
    let last = (rows - 1) * inputRowStride + (taps - 1) * inputTapStride + channels
    return Access(buffer: inputBuffer, offset: offset, rowStride: 0, rows: 1, columns: last, writes: false)
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    body(matrix.use)
    if let bias { body(TensorUse(tensor: bias, count: panelCount * PanelLayout.width)) }
    for index in 0..<partCount { parts[index].forEachTensorUse(samplerRows: samplerRows, body) }
  }
}
