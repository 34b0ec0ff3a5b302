/// A convolution of images: a product over the windows of the output's pixels.
///
/// A window's lines are runs of pixels, so that its matrix has a tap for each line. As many windows as a walk over the
/// weights serves are read together: in place, or from private memory with zeros where they reach beyond the image.
public struct Convolution: OperationRecord {
  /// The images.
  public var input: ImageMap
  /// What becomes of them.
  public var output: ImageMap
  /// What each pixel of the output is made of.
  public var window: ImageWindow
  /// The weights: a tap for each line of the window, of all its pixels' channels.
  public var matrix: PackedMatrix
  /// Tensor (panels, 16), or none.
  public var bias: Int?
  /// What is added to the sums (images · height · width, columns), if anything.
  public var residual: BufferView?
  /// Whether max(x, 0) follows.
  public var relu: Bool

  /// Makes a convolution.
  public init(
    input: ImageMap, output: ImageMap, window: ImageWindow, matrix: PackedMatrix, bias: Int?,
    residual: BufferView? = nil, relu: Bool = false
  ) {
    self.input = input
    self.output = output
    self.window = window
    self.matrix = matrix
    self.bias = bias
    self.residual = residual
    self.relu = relu
  }

  static let kind = OperationKind.convolution
  static let label: StaticString = "convolution"

  /// Where the windows of a block are read.
  enum Staging {
    /// Where they are: none reaches beyond its image.
    case inPlace
    /// In private memory that holds each line once.
    case lines
    /// In private memory, one after another.
    case windows
  }

  /// Most windows of a block: as many rows as the kernels walk a panel with.
  static let blockRows = 64

  var rows: Int { output.pixels.rows }

  var outputs: [BufferView] { [output.pixels] }

  var matrices: [PackedMatrix] { [matrix] }

  var kernelSlot: KernelSlot? { matrix.format.kernelSlot }

  var recordedInput: RecordedInput? {
    matrix.format.integer == nil ? nil : RecordedInput(buffer: input.pixels.buffer, range: input.pixels.span)
  }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try ImageMap(reading: &reader)
    output = try ImageMap(reading: &reader)
    window = try ImageWindow(reading: &reader)
    matrix = try PackedMatrix(
      reading: &reader, taps: window.height, channels: window.width.saturatingProduct(input.channels))
    matrix.panels = PanelLayout.panelCount(columns: output.channels)
    bias = try reader.optionalTensor()
    residual = try .readOptional(&reader)
    relu = try reader.flag()
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
    window.write(to: &writer)
    matrix.write(to: &writer)
    writer.optionalTensor(bias)
    residual.write(to: &writer)
    writer.flag(relu)
  }

  var extentsAgree: Bool {
    guard window.maps(input, to: output), windowCount <= FormatLimits.windowFloatCount,
      matrix.format.integer?.activation != .wideRows
    else { return false }
    guard let residual else { return true }
    return residual.rows == rows && residual.columns == output.channels
  }

  /// Floats of a window.
  var windowCount: Int { matrix.taps.saturatingProduct(matrix.channels) }

  var multiplyAdds: Int { rows.saturatingProduct(windowCount).saturatingProduct(output.channels) }

  /// All of them, where windows are quantised.
  var integerMultiplyAdds: Int { matrix.format.integer == nil ? 0 : multiplyAdds }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input.pixels))
    if let residual { body(.read(residual)) }
    body(.write(output.pixels))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    body(matrix.use)
    if let bias { body(TensorUse(tensor: bias, count: matrix.panels * PanelLayout.width)) }
  }

  var isShared: Bool { true }

  /// Blocks of a line of the output that has more windows than one of them, or 0: then none goes on in the next line,
  /// with which it would share too little of the input.
  var blocksPerLine: Int {
    output.width < Convolution.blockRows ? 0 : (output.width + Convolution.blockRows - 1) / Convolution.blockRows
  }

  /// Blocks of windows that are read together.
  var blocks: Int {
    blocksPerLine > 0
      ? rows / output.width * blocksPerLine : (rows + Convolution.blockRows - 1) / Convolution.blockRows
  }

  /// The windows of a block, as rows of the output.
  func rows(ofBlock block: Int) -> Range<Int> {
    guard blocksPerLine > 0 else { return Share(index: block, count: blocks).range(of: rows) }
    let first = block / blocksPerLine * output.width
    let part = Share(index: block % blocksPerLine, count: blocksPerLine).range(of: output.width)
    return first + part.lowerBound..<first + part.upperBound
  }

  /// A panel of a block is the least that is computed by itself.
  var divisions: Int { blocks.saturatingProduct(matrix.panels) }

  /// Panels that kernels like to have together, where a block can be cut in such.
  var panelsTogether: Int {
    let together = ProductPart.panelsTogether(rows: mostRows)
    return matrix.panels % together == 0 ? together : 1
  }

  var preferredDivisions: Int { divisions / panelsTogether }

  /// Windows of the largest block.
  private var mostRows: Int { min(rows, Convolution.blockRows) }

  /// Floats of its windows, one after another.
  var gatheredCount: Int { mostRows.saturatingProduct(windowCount) }

  private var lineCount: Int { WindowLines.floatCount(rows: mostRows, of: self) }

  /// Where windows are read, and quantised if they are: in the least memory.
  var staging: Staging {
    if window.padding == 0 && matrix.format.integer == nil { return .inPlace }
    return lineCount < gatheredCount ? .lines : .windows
  }

  /// Floats that tell where each window of a block begins.
  var placeCount: Int { Convolution.blockRows * MemoryLayout<Int>.size / MemoryLayout<Float>.size }

  /// The lines of some windows as bytes, window by window.
  func quantizedWindows(_ count: Int) -> QuantizedRows {
    QuantizedRows(windows: count, lines: matrix.taps, channels: matrix.channels)
  }

  /// The lines of the windows of any block as bytes, each once, however many windows share it.
  var quantizedLines: QuantizedRows {
    let (lines, columns) = WindowLines.extents(rows: mostRows, of: self)
    return QuantizedRows(
      rows: lines.saturatingProduct(columns), stride: window.stride.saturatingProduct(input.channels),
      channels: matrix.channels)
  }

  /// Floats of what windows are read from: places, lines or windows.
  private var stagedCount: Int {
    switch staging {
    case .inPlace: placeCount
    case .lines: lineCount.saturatingSum(placeCount)
    case .windows: gatheredCount
    }
  }

  /// Floats before the windows as bytes.
  var floatsBeforeBytes: Int {
    stagedCount.saturatingSum(staging == .lines ? quantizedLines.scratchCount : 0)
  }

  var scratchCount: Int {
    matrix.format.integer == nil
      ? stagedCount : floatsBeforeBytes.saturatingSum(quantizedWindows(mostRows).scratchCount)
  }

  var stagingCount: Int { output.pixels.elementCount }
}
