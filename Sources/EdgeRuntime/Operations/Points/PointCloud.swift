// SAFETY: rows lie in a buffer: `Program.validate` proved it.

/// The normalised points of all frames, and how each frame is cut, whatever the number of threads.
public struct PointCloud: Equatable, Sendable, BitwiseCopyable {
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

  /// The points from row `point` of `input` on, for the network.
  func tile(from point: Int, in context: ExecutionContext) -> PointNetwork.Tile {
    unsafe PointNetwork.Tile(values: UnsafePointer(context.row(point, of: input)), stride: input.rowStride)
  }

  /// Calls `body` with the points of a slice, up to `PointNetwork.tileRows` at a time, as rows of `input`.
  ///
  /// A cloud that is filled up repeats its last point, or zeros: of points that are the same as the one before them,
  /// those at a tile's start and end are left out, which changes no maximum. A slice may have nothing left.
  func forEachTile(
    ofSlice index: Int, in context: ExecutionContext, _ body: (Range<Int>) -> Void
  ) {
    let range = rows(ofSlice: index)
    let firstOfFrame = index / slices * points
    var first = range.lowerBound
    while first < range.upperBound {
      if first > firstOfFrame, repeats(first, in: context) {
        first += 1
        continue
      }
      let end = min(first + PointNetwork.tileRows, range.upperBound)
      var last = end - 1
      while last > first, repeats(last, in: context) { last -= 1 }
      body(first..<last + 1)
      first = end
    }
  }

  /// Whether a row has the bits of the row before it.
  private func repeats(_ row: Int, in context: ExecutionContext) -> Bool {
    let (values, before) = unsafe (context.row(row, of: input), context.row(row - 1, of: input))
    for column in 0..<input.columns where unsafe values[column].bitPattern != before[column].bitPattern {
      return false
    }
    return true
  }
}
