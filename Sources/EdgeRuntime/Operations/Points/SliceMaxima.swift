/// A sliced operation that leaves a row for each slice, and nothing else.
protocol SliceMaxima: SlicedOperation {
  /// What is left of each slice.
  var output: BufferView { get set }
}

extension SliceMaxima {
  var outputs: [BufferView] { [output] }

  var stagingCount: Int { cloud.sliceCount.saturatingProduct(output.columns) }
}
