/// How the frames of a cloud are cut, whatever the number of threads.
enum PointSlice {
  /// The rows of slice `index`, of all frames' slices, in a cloud of `points` points a frame.
  static func rows(_ index: Int, slices: Int, points: Int) -> Range<Int> {
    let (frame, slice) = (index / slices, index % slices)
    return frame * points + slice * points / slices..<frame * points + (slice + 1) * points / slices
  }
}
