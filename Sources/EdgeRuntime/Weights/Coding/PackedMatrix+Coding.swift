extension PackedMatrix {
  // SAFETY: codes a matrix where its caller has found it whole.

  /// Whether policies may code it: of floats or halves, in whole blocks of channels.
  var isCodable: Bool { (format == .float32 || format == .float16) && channels % PanelLayout.codedDepth == 0 }

  /// Calls `body` for each run (at most 256 channels of one tap of one panel) with the index of its first weight and
  /// its channels.
  public func forEachRun(_ body: (_ first: Int, _ channels: Int) -> Void) {
    var first = 0
    for _ in 0..<panels * taps {
      for channel in stride(from: 0, to: channels, by: PanelLayout.chunkLength) {
        let count = min(PanelLayout.chunkLength, channels - channel)
        body(first, count)
        first += count * PanelLayout.width
      }
    }
  }

  /// Codes its weights at `start`, in place, and says so in its format; leaves both where codes would be longer or not
  /// the same weights.
  mutating func code(at start: UnsafeMutableRawPointer) {
    switch format {
    case .float32:
      let coder = unsafe Float32Coder(of: self, at: start)
      guard coder.isShorter else { return }
      unsafe coder.write(to: start)
      format = .codedFloat32
    case .float16:
      let coder = unsafe Float16Coder(of: self, at: start)
      guard coder.isExact else { return }
      unsafe coder.write(to: start)
      format = .codedFloat16
    case .codedFloat32, .codedFloat16, .int8: preconditionFailure("only floats and halves are coded")
    }
  }
}
