extension Span<Float> {
  // SAFETY: who calls answers for the room.

  /// Copies all floats to `place` and behind it.
  func copy(to place: UnsafeMutablePointer<Float>) {
    unsafe withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe place.update(from: start, count: source.count) }
    }
  }
}
