extension Operation {
  /// Appends its number and its record.
  @inline(never) func write(to writer: inout ByteWriter) {
    var visitor = Writing(writer: exchange(&writer, with: ByteWriter()))
    accept(&visitor)
    writer = visitor.writer
  }

  /// What is to be known of the operation without running it.
  ///
  /// - Parameter samplerRows: Rows of the sampler table, for tensors with a run per row.
  @inline(never) func facts(samplerRows: Int) -> OperationFacts {
    var visitor = FactFinding(samplerRows: samplerRows)
    return accept(&visitor)
  }

  /// The packed matrices it multiplies by, in the order it does.
  public var matrices: [PackedMatrix] { facts(samplerRows: 1).matrices }

  /// Made ready to run; who has it frees it.
  @inline(never) func runnable() -> RunnableOperation {
    var visitor = Preparing()
    return accept(&visitor)
  }

  /// The operation on one frame of the observation window, where it does for each frame the same by itself.
  ///
  /// Its rows are then those of frame 0, of frame 1, and so on. Whether the frames stay apart in memory is for the
  /// caller to see (`FrameSplit`).
  @inline(never) func frame(_ index: Int, of count: Int) -> Operation? {
    var visitor = Framing(index: index, count: count)
    return accept(&visitor)
  }
}

private struct Writing: OperationVisitor {
  var writer: ByteWriter

  mutating func visit<Record: OperationRecord>(_ record: Record) {
    writer.u32(Record.kind.rawValue)
    record.write(to: &writer)
  }
}

private struct FactFinding: OperationVisitor {
  let samplerRows: Int

  mutating func visit(_ record: some OperationRecord) -> OperationFacts {
    OperationFacts(record, samplerRows: samplerRows)
  }
}

private struct Preparing: OperationVisitor {
  mutating func visit(_ record: some OperationRecord) -> RunnableOperation { RunnableOperation(record) }
}

private struct Framing: OperationVisitor {
  let index: Int
  let count: Int

  mutating func visit(_ record: some OperationRecord) -> Operation? { record.frame(index, of: count) }
}
