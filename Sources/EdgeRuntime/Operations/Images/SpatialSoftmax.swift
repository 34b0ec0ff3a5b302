/// The expected place of each channel's values in an image, as robot learning's encoders take keypoints from maps.
///
///     a = softmax(v / temperature) over the pixels;  x = Σ a · px,  y = Σ a · py
///
/// with px and py evenly spaced from −1, at the centre of the first pixel, to 1 at the last one's; −1 where there is
/// one. Keypoints stand as x, y, x, y, …
public struct SpatialSoftmax: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The maps, a channel for each keypoint.
  public var input: ImageMap
  /// The keypoints (images, 2 · channels).
  public var output: BufferView
  /// What values are divided by; positive.
  public var temperature: Float

  /// Makes the operation.
  public init(input: ImageMap, output: BufferView, temperature: Float = 1) {
    self.input = input
    self.output = output
    self.temperature = temperature
  }

  static let kind = OperationKind.spatialSoftmax
  static let label: StaticString = "spatial softmax"

  var rows: Int { input.pixels.rows }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try ImageMap(reading: &reader)
    output = try BufferView(reading: &reader)
    temperature = try reader.epsilon()
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
    writer.float(temperature)
  }

  var extentsAgree: Bool {
    input.extentsAgree && output.rows == input.images && output.columns == 2 * input.channels
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input.pixels))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    for image in 0..<output.rows {
      let keypoints = unsafe context.row(image, of: output)
      for channel in 0..<input.channels {
        let values = unsafe context.row(image * input.area, of: input.pixels) + channel
        let (x, y) = unsafe expectation(values)
        unsafe keypoints[2 * channel] = x
        unsafe keypoints[2 * channel + 1] = y
      }
    }
  }

  /// The expected column and line of one channel's values, a pixel's `input.pixels.rowStride` apart.
  private func expectation(_ values: UnsafePointer<Float>) -> (x: Float, y: Float) {
    let stride = input.pixels.rowStride
    var largest = unsafe values[0]
    // Written so that NaN, once met, stays.
    for pixel in 1..<max(input.area, 1) where unsafe !(values[pixel * stride] <= largest) && !largest.isNaN {
      largest = unsafe values[pixel * stride]
    }
    guard largest.isFinite else { return (.nan, .nan) }
    var (sum, across, down) = (0.0, 0.0, 0.0)
    for line in 0..<input.height {
      for column in 0..<input.width {
        let value = unsafe values[(line * input.width + column) * stride]
        let weight = Self.power(Double(value - largest) / Double(temperature))
        sum += weight
        across += weight * Self.place(column, of: input.width)
        down += weight * Self.place(line, of: input.height)
      }
    }
    return (Float(across / sum), Float(down / sum))
  }

  /// eˣ of a number that is not positive; nothing that a float could tell from 0 below.
  private static func power(_ x: Double) -> Double {
    x < Double(Reference.lowestMish) ? 0 : Reference.exponential(x)
  }

  private static func place(_ index: Int, of count: Int) -> Double {
    count == 1 ? -1 : 2 * Double(index) / Double(count - 1) - 1
  }
}
