/// The mean of each channel over an image's pixels.
public struct AveragePool: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The images.
  public var input: ImageMap
  /// The means (images, channels).
  public var output: BufferView

  /// Makes the operation.
  public init(input: ImageMap, output: BufferView) {
    self.input = input
    self.output = output
  }

  static let kind = OperationKind.averagePool
  static let label: StaticString = "average pool"

  var rows: Int { input.pixels.rows }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try ImageMap(reading: &reader)
    output = try BufferView(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
  }

  var extentsAgree: Bool {
    input.extentsAgree && output.rows == input.images && output.columns == input.channels
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input.pixels))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    for image in 0..<output.rows {
      let means = unsafe context.row(image, of: output)
      unsafe means.update(repeating: 0, count: output.columns)
      for pixel in 0..<input.area {
        let values = unsafe context.row(image * input.area + pixel, of: input.pixels)
        for channel in 0..<output.columns { unsafe means[channel] += values[channel] }
      }
      for channel in 0..<output.columns { unsafe means[channel] /= Float(input.area) }
    }
  }
}
