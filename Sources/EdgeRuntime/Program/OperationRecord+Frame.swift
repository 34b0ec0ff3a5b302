/// An operation that can be cut down to one frame of the observation window.
protocol FrameOperation: OperationRecord {
  /// The operation as a case of all of them.
  var operation: Operation { get }
  /// Cuts it down to part `index` of `count` equal parts, where it has them.
  mutating func take(_ index: Int, of count: Int) -> Bool
}

extension FrameOperation {
  func frame(_ index: Int, of count: Int) -> Operation? {
    var record = self
    return record.take(index, of: count) ? record.operation : nil
  }
}

/// An operation whose output's rows are those of its input, or the maxima of as many each.
protocol RowOperation: FrameOperation {
  var input: BufferView { get set }
  var output: BufferView { get set }
}

extension RowOperation {
  mutating func take(_ index: Int, of count: Int) -> Bool {
    input.take(index, of: count) && output.take(index, of: count)
  }
}

extension Normalize: RowOperation {
  var operation: Operation { .normalize(self) }
}

extension Maximum: RowOperation {
  var operation: Operation { .maximum(self) }
}

extension LayerNormalize: RowOperation {
  var operation: Operation { .layerNormalize(self) }
}

extension MishActivation: RowOperation {
  var operation: Operation { .mish(self) }
}

extension PointCloud {
  fileprivate mutating func take(_ index: Int, of count: Int) -> Bool {
    guard frames % count == 0 else { return false }
    frames /= count
    return input.take(index, of: count)
  }
}

extension SliceMaxima {
  fileprivate mutating func takeSlices(_ index: Int, of count: Int) -> Bool {
    cloud.take(index, of: count) && output.take(index, of: count)
  }
}

extension PointEncode: FrameOperation {
  var operation: Operation { .pointEncode(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool { takeSlices(index, of: count) }
}

extension PointScreen: FrameOperation {
  var operation: Operation { .pointScreen(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool { takeSlices(index, of: count) }
}

extension PointRefine: FrameOperation {
  var operation: Operation { .pointRefine(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    takeSlices(index, of: count) && screened.take(index, of: count)
  }
}

extension PointStage: FrameOperation {
  var operation: Operation { .pointStage(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    for layer in 0..<network.layerCount where !kept[layer].take(index, of: count) { return false }
    return cloud.take(index, of: count) && common.take(index, of: count) && maxima.take(index, of: count)
  }
}

extension Product: FrameOperation {
  var operation: Operation { .product(self) }

  /// Windows of one tap only: others reach into the neighbouring frames' rows.
  mutating func take(_ index: Int, of count: Int) -> Bool {
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

extension ImageInput: FrameOperation {
  var operation: Operation { .imageInput(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    input.take(index, of: count) && output.take(index, of: count)
  }
}

extension Convolution: FrameOperation {
  var operation: Operation { .convolution(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    input.take(index, of: count) && output.take(index, of: count) && residual.take(index, of: count)
  }
}

extension GroupNormalize: FrameOperation {
  var operation: Operation { .groupNormalize(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    guard images % count == 0 else { return false }
    images /= count
    return input.take(index, of: count) && output.take(index, of: count) && residual.take(index, of: count)
  }
}

extension MaxPool: FrameOperation {
  var operation: Operation { .maxPool(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    input.take(index, of: count) && output.take(index, of: count)
  }
}

extension SpatialSoftmax: FrameOperation {
  var operation: Operation { .spatialSoftmax(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    input.take(index, of: count) && output.take(index, of: count)
  }
}

extension AveragePool: FrameOperation {
  var operation: Operation { .averagePool(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    input.take(index, of: count) && output.take(index, of: count)
  }
}

extension ImageResize: FrameOperation {
  var operation: Operation { .imageResize(self) }

  mutating func take(_ index: Int, of count: Int) -> Bool {
    guard planes % count == 0 else { return false }
    planes /= count
    return input.take(index, of: count) && output.take(index, of: count)
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

extension BufferView? {
  /// Cuts the view down where there is one.
  mutating func take(_ index: Int, of count: Int) -> Bool {
    guard var view = self else { return true }
    guard view.take(index, of: count) else { return false }
    self = view
    return true
  }
}
