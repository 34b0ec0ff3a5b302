/// The window that slides over an image: the same number of pixels further for each pixel of the output.
public struct ImageWindow: Equatable, Sendable, BitwiseCopyable {
  /// Lines of the window.
  public var height: Int
  /// Pixels of each.
  public var width: Int
  /// Pixels and lines between the windows of neighbouring pixels of the output.
  public var stride: Int
  /// Lines and pixels around the image that the windows reach into.
  public var padding: Int

  /// Makes a window.
  public init(height: Int, width: Int, stride: Int = 1, padding: Int = 0) {
    self.height = height
    self.width = width
    self.stride = stride
    self.padding = padding
  }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    height = try reader.extent()
    width = try reader.extent()
    stride = try reader.extent()
    padding = try reader.integer(in: 0...FormatLimits.extent)
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(height)
    writer.integer(width)
    writer.integer(stride)
    writer.integer(padding)
  }

  /// Windows of `size` lines or pixels that fit side by side into `extent` with the padding around it.
  public func count(over extent: Int, size: Int) -> Int { (extent + 2 * padding - size) / stride + 1 }

  /// Whether the window makes `output` of `input`, and each of its places has a pixel of the image.
  func maps(_ input: ImageMap, to output: ImageMap) -> Bool {
    guard input.extentsAgree, output.extentsAgree, input.images == output.images,
      padding < min(height, width), input.height + 2 * padding >= height, input.width + 2 * padding >= width
    else { return false }
    return output.height == count(over: input.height, size: height)
      && output.width == count(over: input.width, size: width)
  }

  /// The part of a window of `size` that lies inside `extent`, for place `place` of the output; and where it begins.
  func inside(_ extent: Int, size: Int, place: Int) -> (start: Int, taps: Range<Int>) {
    let start = place * stride - padding
    let first = max(0, -start)
    return (start, first..<max(min(size, extent - start), first))
  }
}
