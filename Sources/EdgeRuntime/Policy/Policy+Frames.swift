extension Policy {
  // SAFETY: the window is a whole number of frames, each as long as the part that `setFrame` took.

  /// Gives key `key`'s part of the next frame, raw, as (rows, columns); `observe` takes the frame when all keys are
  /// given.
  ///
  /// A key given twice before that counts as it was given last. Values far outside of what training saw are taken, and
  /// noted in `rangeWarnings`.
  public func setFrame(_ key: Int, _ values: Span<Float>) throws(ObservationError) {
    try check(values, expected: metadata.observations[key].frameElementCount)
    pendingFrame.give(key, values)
    noteRange(key, values)
  }

  /// Lets the frame that was given join the window, and the oldest leave it.
  ///
  /// The first frame of an episode fills the window, as the trainers' runners do. A step encodes the frames that are
  /// new to it and reuses what it knows of the others; actions have the bits that the whole window would give.
  ///
  /// - Throws: `ObservationError.missingFrame` if a key was not given since the last frame; the window stays.
  public func observe() throws(ObservationError) {
    if let key = pendingFrame.missingKey { throw .missingFrame(key: key) }
    for (key, view) in program.inputs.enumerated() {
      let count = metadata.observations[key].frameElementCount
      let window = unsafe executor.context.row(0, of: view)
      let last = metadata.observations[key].frames - 1
      for frame in 0..<last {
        let from = unsafe isNewEpisode ? pendingFrame.part(key) : UnsafePointer(window + (frame + 1) * count)
        unsafe (window + frame * count).update(from: from, count: count)
      }
      unsafe (window + last * count).update(from: pendingFrame.part(key), count: count)
    }
    if isNewEpisode { executor.frames?.forget() } else { executor.frames?.shift() }
    pendingFrame.take()
    isNewEpisode = false
    observesFrames = true
  }

  /// Begins an episode: the next frame fills the window.
  public func beginEpisode() { isNewEpisode = true }

  /// Encodes the frames that have joined the window since the last step, so that the next step need not.
  ///
  /// It is for the time between two steps; the action of the last one must have been copied. Does nothing where
  /// `reusesFrames` is false.
  public func encodeFrames() {
    if observesFrames, let frames = executor.frames { executor.encode(frames) }
  }

  /// What a step costs that takes one new frame in; nil where `reusesFrames` is false.
  public var costOfFrameStep: ProgramCost? {
    frameSplit.map { ProgramCost(program: $0.oneFrame, samplerRows: samplerRowCount) }
  }

  /// Whether the features of a frame that stays in the window are kept from step to step.
  public var reusesFrames: Bool { executor.frames != nil }
}
