/// The normalised points of all frames, and how each frame is cut, whatever the number of threads.
public struct PointCloud: Equatable, Sendable {
  /// The points (frames · points, columns).
  public var input: BufferView
  /// Frames in `input`.
  public var frames: Int
  /// Slices of what is done for one frame.
  public var slices: Int

  /// Makes a cloud.
  public init(input: BufferView, frames: Int, slices: Int) {
    self.input = input
    self.frames = frames
    self.slices = slices
  }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    frames = try reader.extent()
    slices = try reader.extent()
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    writer.integer(frames)
    writer.integer(slices)
  }

  /// Points of one frame.
  public var points: Int { input.rows / frames }

  /// Slices of all frames: the rows of what is left of them.
  public var sliceCount: Int { frames * slices }

  /// Whether frames are equally long.
  var extentsAgree: Bool { input.rows % frames == 0 }

  /// The points of slice `index`, of all frames' slices, as rows of `input`.
  func rows(ofSlice index: Int) -> Range<Int> {
    let range = Share(index: index % slices, count: slices).range(of: points)
    let first = index / slices * points
    return first + range.lowerBound..<first + range.upperBound
  }
}
