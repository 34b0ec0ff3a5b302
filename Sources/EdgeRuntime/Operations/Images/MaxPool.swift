import CKernels

/// The largest value of each channel in a window, where padding never wins; a NaN, once met, stays.
public struct MaxPool: OperationRecord, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The images.
  public var input: ImageMap
  /// The largest values.
  public var output: ImageMap
  /// What each pixel of the output is taken from.
  public var window: ImageWindow

  /// Makes the operation.
  public init(input: ImageMap, output: ImageMap, window: ImageWindow) {
    self.input = input
    self.output = output
    self.window = window
  }

  static let kind = OperationKind.maxPool
  static let label: StaticString = "max pool"

  var rows: Int { output.pixels.rows }

  var outputs: [BufferView] { [output.pixels] }

  var kernelSlot: KernelSlot? { .columnMax }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try ImageMap(reading: &reader)
    output = try ImageMap(reading: &reader)
    window = try ImageWindow(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
    window.write(to: &writer)
  }

  var extentsAgree: Bool { window.maps(input, to: output) && input.channels == output.channels }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input.pixels))
    body(.write(output.pixels))
  }

  var isShared: Bool { true }

  var divisions: Int { output.pixels.rows }

  var stagingCount: Int { output.pixels.elementCount }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let rows = share.range(of: output.pixels.rows)
    let destination = context.destination(output.pixels, rows: rows, columns: output.channels, worker: &worker)
    for row in rows {
      let (image, place) = (row / output.area, row % output.area)
      let (top, lines) = window.inside(input.height, size: window.height, place: place / output.width)
      let (left, pixels) = window.inside(input.width, size: window.width, place: place % output.width)
      let largest = unsafe destination.row(row - rows.lowerBound)
      unsafe largest.update(repeating: -.infinity, count: output.channels)
      for line in lines {
        let source = (image * input.height + top + line) * input.width + left + pixels.lowerBound
        var maximum = unsafe edge_column_max_f32(
          values: context.row(source, of: input.pixels), row_stride: input.pixels.rowStride, maxima: largest,
          rows: Int32(pixels.count), channels: Int32(output.channels))
        unsafe context.kernels.columnMax(&maximum)
      }
    }
  }
}
