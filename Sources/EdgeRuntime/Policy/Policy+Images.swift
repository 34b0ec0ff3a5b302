extension Policy {
  // SAFETY: as many floats are written as the key has, and the bytes were counted.

  /// Gives the window of camera `key` (its index in `metadata.observations`) as bytes, (To, one image each), RGB.
  ///
  /// A byte counts as its 255th part, as the trainers have it.
  public func setImages(_ key: Int, _ pixels: Span<UInt8>, layout: ImageLayout) throws(ObservationError) {
    let observation = try camera(key, pixels, frames: metadata.observations[key].frames)
    let count = observation.frameElementCount
    for frame in 0..<observation.frames {
      unsafe observation.copy(
        pixels.extracting(frame * count..<(frame + 1) * count), layout,
        to: executor.context.row(0, of: program.inputs[key]) + frame * count)
    }
    (observesFrames, isNewEpisode) = (false, false)
    executor.frames?.forget()
  }

  /// Gives camera `key`'s image of the next frame as bytes, RGB; `observe` takes the frame when all keys are given.
  public func setFrame(_ key: Int, image pixels: Span<UInt8>, layout: ImageLayout) throws(ObservationError) {
    let observation = try camera(key, pixels, frames: 1)
    unsafe observation.copy(pixels, layout, to: pendingFrame.place(of: key))
  }

  /// The camera of a key, if the bytes are those of so many frames.
  private func camera(
    _ key: Int, _ pixels: Span<UInt8>, frames: Int
  ) throws(ObservationError) -> PolicyMetadata.ObservationKey {
    let observation = metadata.observations[key]
    guard observation.planes != nil else { throw .notAnImage(key: key) }
    let expected = frames * observation.frameElementCount
    guard pixels.count == expected else { throw .wrongCount(expected: expected, found: pixels.count) }
    return observation
  }
}

extension PolicyMetadata.ObservationKey {
  // SAFETY: `place` has room for the floats of a frame.

  /// What each byte counts; looked up, since quotients of bytes that do not stand side by side are taken one by one.
  private static let shares = InlineArray<256, Float> { Float($0) / 255 }

  /// Writes an image as the program reads it: plane by plane, a byte's 255th part.
  fileprivate func copy(_ pixels: Span<UInt8>, _ layout: ImageLayout, to place: UnsafeMutablePointer<Float>) {
    guard let planes, layout == .channelsLast else {
      for index in pixels.indices { unsafe place[index] = Float(pixels[index]) / 255 }
      return
    }
    let area = frameElementCount / planes
    let shares = Self.shares.span
    for plane in 0..<planes {
      let to = unsafe place + plane * area
      for pixel in 0..<area {
        unsafe to[pixel] = shares[unchecked: Int(pixels[unchecked: pixel &* planes &+ plane])]
      }
    }
  }
}
