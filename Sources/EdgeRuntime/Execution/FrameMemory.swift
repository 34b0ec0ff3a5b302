/// The features of the frames in the observation window, kept from step to step.
@safe final class FrameMemory {
  // SAFETY: frames × features floats, allocated in init and freed in deinit; a frame is an index of `isEncoded`,
  // which traps beyond.
  private let split: FrameSplit
  private let featureCount: Int
  private let features: UnsafeMutablePointer<Float>
  /// Which frame's features are known, the oldest first.
  private var isEncoded: [Bool]

  init(_ split: FrameSplit) {
    self.split = split
    featureCount = split.featureCount
    unsafe features = .allocate(capacity: split.frameCount * featureCount)
    unsafe features.initialize(repeating: 0, count: split.frameCount * featureCount)
    isEncoded = Array(repeating: false, count: split.frameCount)
  }

  deinit { unsafe features.deallocate() }

  /// The window begins anew: no frame's features are known.
  func forget() {
    for frame in isEncoded.indices { isEncoded[frame] = false }
  }

  /// The oldest frame left the window and a new one joined it.
  func shift() {
    for frame in 1..<max(isEncoded.count, 1) {
      isEncoded[frame - 1] = isEncoded[frame]
      unsafe (features + (frame - 1) * featureCount).update(from: features + frame * featureCount, count: featureCount)
    }
    isEncoded[isEncoded.count - 1] = false
  }

  /// Whether `frame` must be encoded before the rest of a step can run.
  func needs(_ frame: Int) -> Bool { !isEncoded[frame] }

  /// Keeps what the frame's encoder has left in the arena.
  func keep(_ frame: Int, in context: ExecutionContext) {
    unsafe forEachRun(of: frame, in: context) { arena, kept, count in unsafe kept.update(from: arena, count: count) }
    isEncoded[frame] = true
  }

  /// Puts all frames' features where the rest of the program reads them.
  func restore(in context: ExecutionContext) {
    for frame in isEncoded.indices {
      unsafe forEachRun(of: frame, in: context) { arena, kept, count in unsafe arena.update(from: kept, count: count) }
    }
  }

  /// Calls `body` for each run of a frame's features, with its places in the arena and here.
  private func forEachRun(
    of frame: Int, in context: ExecutionContext,
    _ body: (_ arena: UnsafeMutablePointer<Float>, _ kept: UnsafeMutablePointer<Float>, _ count: Int) -> Void
  ) {
    var kept = unsafe features + frame * featureCount
    for view in split.features[frame] {
      for row in 0..<view.rows {
        unsafe body(context.row(row, of: view), kept, view.columns)
        unsafe kept += view.columns
      }
    }
  }
}
