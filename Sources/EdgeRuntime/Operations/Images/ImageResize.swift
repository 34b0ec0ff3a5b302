/// Images in another size, as antialiased bilinear interpolation has it: a triangle as wide as a new pixel, or as an
/// old one where those are wider, cut at the ends of a line and made to sum to one.
///
/// Lines first, then the pixels of each: the two directions do not depend on each other.
public struct ImageResize: OperationRecord, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights; taps lie inside of the old extent.

  /// The images, plane by plane (planes · lines, pixels of a line).
  public var input: BufferView
  /// The same planes of other lines and pixels.
  public var output: BufferView
  /// Channels of all images.
  public var planes: Int

  /// Makes the operation.
  public init(input: BufferView, output: BufferView, planes: Int) {
    self.input = input
    self.output = output
    self.planes = planes
  }

  static let kind = OperationKind.imageResize
  static let label: StaticString = "image resize"

  var rows: Int { output.rows }

  var outputs: [BufferView] { [output] }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
    planes = try reader.integer(in: 1...FormatLimits.extent)
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
    writer.integer(planes)
  }

  var extentsAgree: Bool { input.rows % planes == 0 && output.rows % planes == 0 }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  var multiplyAdds: Int { output.rows.saturatingProduct(input.columns + output.columns) }

  var isShared: Bool { true }

  var divisions: Int { output.rows }

  var stagingCount: Int { output.elementCount }

  /// A line of the new height and the old width.
  var scratchCount: Int { input.columns }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let lines = share.range(of: output.rows)
    let destination = context.destination(output, rows: lines, columns: output.columns, worker: &worker)
    let blend = unsafe context.scratch(of: worker)
    let (oldHeight, newHeight) = (input.rows / planes, output.rows / planes)
    for line in lines {
      let plane = line / newHeight * oldHeight
      let down = Taps(of: line % newHeight, from: oldHeight, to: newHeight)
      for tap in down.range {
        let weight = down.weight(of: tap)
        let from = unsafe context.row(plane + tap, of: input)
        if tap == down.range.lowerBound {
          for x in 0..<input.columns { unsafe blend[x] = weight * from[x] }
        } else {
          for x in 0..<input.columns { unsafe blend[x] += weight * from[x] }
        }
      }
      let to = unsafe destination.row(line - lines.lowerBound)
      for x in 0..<output.columns {
        let across = Taps(of: x, from: input.columns, to: output.columns)
        var sum: Float = 0
        for tap in across.range { unsafe sum += across.weight(of: tap) * blend[tap] }
        unsafe to[x] = sum
      }
    }
  }

  /// The old pixels that make a new one.
  struct Taps {
    let range: Range<Int>
    private let centre, radius: Double
    private var total = 0.0

    init(of place: Int, from count: Int, to size: Int) {
      let ratio = Double(count) / Double(size)
      radius = max(ratio, 1)
      centre = (Double(place) + 0.5) * ratio
      // Both ends are truncated, as the trainer's library does it; the last pixel always counts.
      let first = min(max(Int(centre - radius + 0.5), 0), count - 1)
      range = first..<max(first + 1, min(Int(centre + radius + 0.5), count))
      for tap in range { total += share(of: tap) }
    }

    private func share(of tap: Int) -> Double { max(0, 1 - abs(Double(tap) + 0.5 - centre) / radius) }

    /// What an old pixel counts.
    func weight(of tap: Int) -> Float { Float(share(of: tap) / total) }
  }
}
