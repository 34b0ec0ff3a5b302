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

extension Normalize {
  fileprivate func frame(_ index: Int, of count: Int) -> Normalize? {
    var record = self
    guard record.input.take(index, of: count), record.output.take(index, of: count) else { return nil }
    return record
  }
}

extension PointCloud {
  fileprivate mutating func take(_ index: Int, of count: Int) -> Bool {
    guard frames % count == 0 else { return false }
    frames /= count
    return input.take(index, of: count)
  }
}

extension PointEncode {
  fileprivate func frame(_ index: Int, of count: Int) -> PointEncode? {
    var record = self
    guard record.cloud.take(index, of: count), record.output.take(index, of: count) else { return nil }
    return record
  }
}

extension PointScreen {
  fileprivate func frame(_ index: Int, of count: Int) -> PointScreen? {
    var record = self
    guard record.cloud.take(index, of: count), record.output.take(index, of: count) else { return nil }
    return record
  }
}

extension PointRefine {
  fileprivate func frame(_ index: Int, of count: Int) -> PointRefine? {
    var record = self
    guard record.cloud.take(index, of: count), record.screened.take(index, of: count),
      record.output.take(index, of: count)
    else { return nil }
    return record
  }
}

extension Maximum {
  fileprivate func frame(_ index: Int, of count: Int) -> Maximum? {
    var record = self
    guard record.input.take(index, of: count), record.output.take(index, of: count) else { return nil }
    return record
  }
}

extension LayerNormalize {
  fileprivate func frame(_ index: Int, of count: Int) -> LayerNormalize? {
    var record = self
    guard record.input.take(index, of: count), record.output.take(index, of: count) else { return nil }
    return record
  }
}

extension MishActivation {
  fileprivate func frame(_ index: Int, of count: Int) -> MishActivation? {
    var record = self
    guard record.input.take(index, of: count), record.output.take(index, of: count) else { return nil }
    return record
  }
}

extension Product {
  /// Windows of one tap only: others reach into the neighbouring frames' rows.
  fileprivate func frame(_ index: Int, of count: Int) -> Product? {
    guard taps == 1, rows % count == 0 else { return nil }
    var record = self
    record.rows = rows / count
    for part in 0..<Product.maxPartCount {
      // A group norm takes the statistics of all rows.
      if case .groupNorm = parts[part].epilogue { return nil }
      record.parts[part].inputOffset += index * record.rows * inputRowStride
      guard record.parts[part].output.take(index, of: count) else { return nil }
    }
    return record
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
