/// An operation that writes one view, whose rows are what it works on unless it says otherwise.
protocol SingleOutputOperation: OperationRecord {
  /// What it writes.
  var output: BufferView { get }
}

extension SingleOutputOperation {
  var rows: Int { output.rows }

  var outputs: [BufferView] { [output] }
}
