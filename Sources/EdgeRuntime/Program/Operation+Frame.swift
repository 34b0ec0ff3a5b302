extension Operation {
  /// The operation on one frame of the observation window, where it does for each frame the same by itself.
  ///
  /// Its rows are then those of frame 0, of frame 1, and so on. Whether the frames stay apart in memory is for the
  /// caller to see (`FrameSplit`).
  func frame(_ index: Int, of count: Int) -> Operation? {
    switch self {
    case .normalize(let record): record.frame(index, of: count).map { .normalize($0) }
    case .pointEncode(let record): record.frame(index, of: count).map { .pointEncode($0) }
    case .pointScreen(let record): record.frame(index, of: count).map { .pointScreen($0) }
    case .pointRefine(let record): record.frame(index, of: count).map { .pointRefine($0) }
    case .maximum(let record): record.frame(index, of: count).map { .maximum($0) }
    case .product(let record): record.frame(index, of: count).map { .product($0) }
    case .layerNormalize(let record): record.frame(index, of: count).map { .layerNormalize($0) }
    case .mish(let record): record.frame(index, of: count).map { .mish($0) }
    case .rowConstant, .sampleInput, .sampleUpdate, .unnormalize, .clear: nil
    }
  }
}

/// An operation that can be cut down to one frame.
private protocol FrameOperation {
  /// Cuts it down to part `index` of `count` equal parts, where it has them.
  mutating func take(_ index: Int, of count: Int) -> Bool
}

extension FrameOperation {
  fileprivate func frame(_ index: Int, of count: Int) -> Self? {
    var record = self
    return record.take(index, of: count) ? record : nil
  }
}

/// An operation whose output's rows are those of its input, or the maxima of as many each.
private protocol RowOperation: FrameOperation {
  var input: BufferView { get set }
  var output: BufferView { get set }
}

extension RowOperation {
  fileprivate mutating func take(_ index: Int, of count: Int) -> Bool {
    input.take(index, of: count) && output.take(index, of: count)
  }
}

extension Normalize: RowOperation {}
extension Maximum: RowOperation {}
extension LayerNormalize: RowOperation {}
extension MishActivation: RowOperation {}

extension SlicedOperation {
  fileprivate mutating func takeSlices(_ index: Int, of count: Int) -> Bool {
    guard cloud.frames % count == 0 else { return false }
    cloud.frames /= count
    return cloud.input.take(index, of: count) && output.take(index, of: count)
  }
}

extension PointEncode: FrameOperation {
  fileprivate mutating func take(_ index: Int, of count: Int) -> Bool { takeSlices(index, of: count) }
}

extension PointScreen: FrameOperation {
  fileprivate mutating func take(_ index: Int, of count: Int) -> Bool { takeSlices(index, of: count) }
}

extension PointRefine: FrameOperation {
  fileprivate mutating func take(_ index: Int, of count: Int) -> Bool {
    takeSlices(index, of: count) && screened.take(index, of: count)
  }
}

extension Product: FrameOperation {
  /// Windows of one tap only: others reach into the neighbouring frames' rows.
  fileprivate mutating func take(_ index: Int, of count: Int) -> Bool {
    guard taps == 1, rows % count == 0 else { return false }
    rows /= count
    for part in 0..<Product.maxPartCount {
      // A group norm takes the statistics of all rows.
      if case .groupNorm = parts[part].epilogue { return false }
      parts[part].inputOffset += index * rows * inputRowStride
      guard parts[part].output.take(index, of: count) else { return false }
    }
    return true
  }
}

extension BufferView {
  /// Cuts the rows down to part `index` of `count` equal parts, where they divide.
  mutating func take(_ index: Int, of count: Int) -> Bool {
    guard rows % count == 0 else { return false }
    rows /= count
    offset += index * rows * rowStride
    return true
  }
}
