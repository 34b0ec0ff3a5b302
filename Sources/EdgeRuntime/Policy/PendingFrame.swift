/// A frame of the observation on its way into the window: one part for each key, in the keys' order.
@safe final class PendingFrame {
  // SAFETY: a part for each key between its starts, allocated in init and freed in deinit.
  private let values: UnsafeMutablePointer<Float>
  /// Where each key's part begins; then the end of the last.
  private let starts: [Int]
  private var isGiven: [Bool]

  init(_ keys: [PolicyMetadata.ObservationKey]) {
    var starts = [0]
    for key in keys { starts.append(starts[starts.count - 1] + key.frameElementCount) }
    self.starts = starts
    unsafe values = .allocate(capacity: starts[keys.count])
    unsafe values.initialize(repeating: 0, count: starts[keys.count])
    isGiven = Array(repeating: false, count: keys.count)
  }

  deinit { unsafe values.deallocate() }

  /// The first key that was not given since the last frame was taken.
  var missingKey: Int? { isGiven.firstIndex(of: false) }

  func give(_ key: Int, _ part: Span<Float>) {
    unsafe part.copy(to: place(of: key))
  }

  /// Where a key's part is put, which then counts as given.
  func place(of key: Int) -> UnsafeMutablePointer<Float> {
    isGiven[key] = true
    return unsafe values + starts[key]
  }

  func part(_ key: Int) -> UnsafePointer<Float> { unsafe UnsafePointer(values + starts[key]) }

  func take() {
    for key in isGiven.indices { isGiven[key] = false }
  }
}
