/// An operation on a cloud that leaves a row of its output for each slice, and is shared slice by slice.
protocol SlicedOperation: SingleOutputOperation {
  /// The points, each frame cut in slices.
  var cloud: PointCloud { get set }
  /// What is left of each slice.
  var output: BufferView { get set }
  /// The layers that points go through.
  var network: PointNetwork { get }
}

extension SlicedOperation {
  var rows: Int { cloud.input.rows }

  var matrices: [PackedMatrix] { network.matrices }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) { network.forEachTensorUse(body) }

  var isShared: Bool { true }

  var divisions: Int { cloud.sliceCount }

  var stagingCount: Int { cloud.sliceCount.saturatingProduct(output.columns) }

  func publish(_ share: Share, in context: borrowing ExecutionContext, worker: Worker) {
    context.publish(output, rows: share.range(of: cloud.sliceCount), columns: output.columns, worker: worker)
  }
}
