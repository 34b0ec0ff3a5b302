/// An operation on a cloud that takes points through layers, and is shared slice by slice.
protocol SlicedOperation: OperationRecord {
  /// The points, each frame cut in slices.
  var cloud: PointCloud { get set }
  /// The layers that points go through.
  var network: PointNetwork { get }
}

extension SlicedOperation {
  var rows: Int { cloud.input.rows }

  var matrices: [PackedMatrix] { network.matrices }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) { network.forEachTensorUse(body) }

  var isShared: Bool { true }

  var divisions: Int { cloud.sliceCount }
}
