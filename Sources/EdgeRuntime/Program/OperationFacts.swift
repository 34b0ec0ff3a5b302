/// What checking, planning and listing need to know of an operation.
public struct OperationFacts {
  /// The word for its kind.
  public let label: String
  /// Whether threads may share it.
  public let isShared: Bool
  /// Multiply-adds it executes once.
  public let multiplyAdds: Int
  /// Multiply-adds of bytes among them.
  public let integerMultiplyAdds: Int
  /// Bytes of tensors it reads once; for tensors with a run per sampler row, all runs.
  public let weightByteCount: Int
  /// Rows of what it works on: time steps, points.
  let rows: Int
  /// What it writes.
  let outputs: [BufferView]
  /// The packed matrices it multiplies by, in the order it does.
  let matrices: [PackedMatrix]
  /// The kernel that does most of it, or nil where plain Swift does it all.
  let kernelSlot: KernelSlot?
  /// What an own golden record of a quantised policy gives it; nil where floats need no such help.
  let recordedInput: RecordedInput?
  let extentsAgree: Bool
  /// Most parts it can be cut in.
  let divisions: Int
  /// Most parts beyond which kernels get slower.
  let preferredDivisions: Int
  /// Most parts that its sums alone can be cut in, or 0 if it has no norm to do after them.
  let sumsDivisions: Int
  let scratchCount: Int
  let stagingCount: Int
  let accesses: [Access]
  let tensorUses: [TensorUse]

  @_optimize(size) init<Record: OperationRecord>(_ record: Record, samplerRows: Int) {
    label = "\(Record.label)"
    isShared = record.isShared
    rows = record.rows
    outputs = record.outputs
    matrices = record.matrices
    kernelSlot = record.kernelSlot
    extentsAgree = record.extentsAgree
    // Only after the extents agree are products of them known not to wrap.
    guard extentsAgree else {
      (multiplyAdds, integerMultiplyAdds, weightByteCount, scratchCount) = (0, 0, 0, 0)
      (divisions, preferredDivisions, sumsDivisions, stagingCount) = (1, 1, 0, 0)
      (accesses, tensorUses, recordedInput) = ([], [], nil)
      return
    }
    recordedInput = record.recordedInput
    multiplyAdds = record.multiplyAdds
    integerMultiplyAdds = record.integerMultiplyAdds
    scratchCount = record.scratchCount
    stagingCount = record.stagingCount
    divisions = record.isShared ? record.divisions : 1
    preferredDivisions = min(record.preferredDivisions, divisions)
    sumsDivisions = record.sumsDivisions
    var found = Touched()
    record.forEachAccess { found.note($0) }
    record.forEachTensorUse(samplerRows: samplerRows) { found.note($0) }
    accesses = found.accesses
    tensorUses = found.uses
    weightByteCount = found.byteCount
  }

  /// What the visits of one operation's accesses and tensors have found.
  ///
  /// Its functions stay calls: else each kind of operation has a copy at each place that hands something over.
  private struct Touched {
    var accesses: [Access] = []
    var uses: [TensorUse] = []
    var byteCount = 0

    @inline(never) mutating func note(_ access: Access) { accesses.append(access) }

    @inline(never) mutating func note(_ use: TensorUse) {
      uses.append(use)
      byteCount = byteCount.saturatingSum(use.byteCount)
    }
  }

  /// A buffer of which the operation writes floats that it also reads or writes elsewhere, or nil.
  ///
  /// One thread may work in place, reading just the floats it writes; several would race.
  var overlappingBuffer: Int? {
    for (index, write) in accesses.enumerated() where write.writes {
      for (other, access) in accesses.enumerated() where other != index && access.buffer == write.buffer {
        let isInPlace = !isShared && !access.writes && access.covers(write)
        if !isInPlace && access.overlaps(write) { return write.buffer }
      }
    }
    return nil
  }
}
