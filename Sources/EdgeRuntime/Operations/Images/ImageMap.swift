/// Images as rows of floats: image by image, line by line, a row for each pixel (channels last), without gaps.
public struct ImageMap: Equatable, Sendable, BitwiseCopyable {
  /// The pixels (images · height · width, channels).
  public var pixels: BufferView
  /// Lines of an image.
  public var height: Int
  /// Pixels of a line.
  public var width: Int

  /// Makes a map.
  public init(pixels: BufferView, height: Int, width: Int) {
    self.pixels = pixels
    self.height = height
    self.width = width
  }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    pixels = try BufferView(reading: &reader)
    height = try reader.extent()
    width = try reader.extent()
  }

  func write(to writer: inout ByteWriter) {
    pixels.write(to: &writer)
    writer.integer(height)
    writer.integer(width)
  }

  /// Pixels of an image.
  var area: Int { height * width }

  /// Images in the rows.
  public var images: Int { pixels.rows / area }

  /// Columns of a pixel.
  public var channels: Int { pixels.columns }

  /// Whether the rows are whole images, one behind the other.
  var extentsAgree: Bool { pixels.rows % area == 0 && pixels.rowStride == pixels.columns }

  /// Cuts the images down to part `index` of `count` equal parts, where they divide.
  mutating func take(_ index: Int, of count: Int) -> Bool {
    images % count == 0 && pixels.take(index, of: count)
  }
}
