/// `output = input · scale + offset` for the pixels of a crop: images channel by channel become pixel by pixel.
public struct ImageInput: OperationRecord, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The images as they are given, plane by plane (images · channels · lines, pixels of a line).
  public var input: BufferView
  /// The crop.
  public var output: ImageMap
  /// Lines of the image above the crop.
  public var top: Int
  /// Pixels of each line before it.
  public var left: Int
  /// Tensor (channels).
  public var scale: Int
  /// Tensor (channels).
  public var offset: Int

  /// Makes the operation.
  public init(input: BufferView, output: ImageMap, top: Int, left: Int, scale: Int, offset: Int) {
    self.input = input
    self.output = output
    self.top = top
    self.left = left
    self.scale = scale
    self.offset = offset
  }

  static let kind = OperationKind.imageInput
  static let label: StaticString = "image input"

  var rows: Int { output.pixels.rows }

  var outputs: [BufferView] { [output.pixels] }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    output = try ImageMap(reading: &reader)
    top = try reader.integer(in: 0...FormatLimits.extent)
    left = try reader.integer(in: 0...FormatLimits.extent)
    scale = try reader.tensor()
    offset = try reader.tensor()
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
    writer.integer(top)
    writer.integer(left)
    writer.integer(scale)
    writer.integer(offset)
  }

  /// Planes of all images.
  private var planes: Int { output.images * output.channels }
  /// Lines of a plane.
  private var lines: Int { input.rows / planes }

  var extentsAgree: Bool {
    output.extentsAgree && input.rows % planes == 0 && top + output.height <= lines
      && left + output.width <= input.columns
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output.pixels))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    body(TensorUse(tensor: scale, count: output.channels))
    body(TensorUse(tensor: offset, count: output.channels))
  }

  var isShared: Bool { true }

  var divisions: Int { output.images * output.height }

  var stagingCount: Int { output.pixels.elementCount }

  /// The pixels of a share: whole lines.
  private func pixels(of share: Share) -> Range<Int> {
    let lines = share.range(of: output.images * output.height)
    return lines.lowerBound * output.width..<lines.upperBound * output.width
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let pixels = pixels(of: share)
    let channels = output.channels
    let destination = context.destination(output.pixels, rows: pixels, columns: channels, worker: &worker)
    for line in pixels.lowerBound / output.width..<pixels.upperBound / output.width {
      let (image, y) = (line / output.height, line % output.height)
      let to = unsafe destination.row(line * output.width - pixels.lowerBound)
      for channel in 0..<channels {
        let (scale, offset) = unsafe (context.tensor(scale)[channel], context.tensor(offset)[channel])
        let from = unsafe context.row((image * channels + channel) * lines + top + y, of: input) + left
        for x in 0..<output.width { unsafe to[x * channels + channel] = from[x] * scale + offset }
      }
    }
  }
}
