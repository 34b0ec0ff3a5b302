/// A sliced operation that leaves a row for each slice, and nothing else.
protocol SliceMaxima: SlicedOperation {
  /// What is left of each slice.
  var output: BufferView { get set }
}

extension SliceMaxima {
  var outputs: [BufferView] { [output] }

  var stagingCount: Int { cloud.sliceCount.saturatingProduct(output.columns) }

  func publish(_ share: Share, in context: borrowing ExecutionContext, worker: Worker) {
    context.publish(output, rows: share.range(of: cloud.sliceCount), columns: output.columns, worker: worker)
  }
}
