/// What every operation of a program can do: stand in a file, be checked, be counted, be run, and be cut to a frame.
///
/// An operation knows its buffers and tensors by index and reaches them through the run that executes it.
/// `Program.validate` checks `extentsAgree`, each access and each tensor use once, when a file is loaded;
/// `execute` relies on that and checks nothing.
protocol OperationRecord: Sendable, BitwiseCopyable {
  init(reading reader: inout ByteReader) throws(PolicyFileError)
  func write(to writer: inout ByteWriter)

  /// Which kind of operation it is.
  static var kind: OperationKind { get }
  /// The word for this kind of operation in listings.
  static var label: StaticString { get }
  /// Rows of what it works on: time steps, points.
  var rows: Int { get }
  /// What it writes.
  var outputs: [BufferView] { get }
  /// The packed matrices it multiplies by, in the order it does.
  var matrices: [PackedMatrix] { get }
  /// The kernel that does most of it, or nil where plain Swift does it all.
  var kernelSlot: KernelSlot? { get }
  /// What an own golden record of a quantised policy gives it; nil where floats need no such help.
  var recordedInput: RecordedInput? { get }
  /// Whether the record's own extents fit together.
  var extentsAgree: Bool { get }
  /// Whether threads may share it; else the first does it alone, and it may work in place.
  var isShared: Bool { get }
  /// Most parts it can be cut in, if threads share it.
  var divisions: Int { get }
  /// Most parts beyond which kernels get slower.
  var preferredDivisions: Int { get }
  /// Most parts that its sums alone can be cut in, or 0 if it has no norm to do after them.
  var sumsDivisions: Int { get }
  /// Multiply-adds it executes, `Int.max` where they are too many to count.
  var multiplyAdds: Int { get }
  /// Multiply-adds of bytes among them.
  var integerMultiplyAdds: Int { get }
  /// Floats of private memory each thread needs while it runs.
  var scratchCount: Int { get }
  /// Floats of private memory for its outputs, kept there until they are published: no part has more than the whole.
  var stagingCount: Int { get }
  func forEachAccess(_ body: (Access) -> Void)
  /// - Parameter samplerRows: Rows of the sampler table, for tensors with a run per row.
  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void)
  /// Computes a part.
  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker)
  /// The operation on one frame of `count`; nil where frames depend on each other, or there are none.
  func frame(_ index: Int, of count: Int) -> Operation?
}

extension OperationRecord {
  var matrices: [PackedMatrix] { [] }
  var kernelSlot: KernelSlot? { nil }
  var recordedInput: RecordedInput? { nil }
  var extentsAgree: Bool { true }
  var isShared: Bool { false }
  var divisions: Int { 1 }
  var preferredDivisions: Int { divisions }
  var sumsDivisions: Int { 0 }
  var multiplyAdds: Int { 0 }
  var integerMultiplyAdds: Int { 0 }
  var scratchCount: Int { 0 }
  var stagingCount: Int { 0 }
  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {}
  func frame(_ index: Int, of count: Int) -> Operation? { nil }
}

extension Int {
  /// The product of two counts, or the largest number where it is too large for one.
  func saturatingProduct(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

extension Int {
  /// The sum of two counts, or the largest number where it is too large for one.
  func saturatingSum(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

extension ByteReader {
  mutating func tensor() throws(PolicyFileError) -> Int {
    try integer(in: 0...FormatLimits.tensorCount - 1)
  }

  /// A tensor index, or 0xFFFFFFFF for none.
  mutating func optionalTensor() throws(PolicyFileError) -> Int? {
    let start = offset
    let raw = try u32()
    if raw == .max { return nil }
    guard raw < UInt32(FormatLimits.tensorCount) else {
      throw .outOfRange(offset: start, value: UInt64(raw), allowed: 0...UInt64(FormatLimits.tensorCount - 1))
    }
    return Int(raw)
  }

  mutating func extent() throws(PolicyFileError) -> Int { try integer(in: 1...FormatLimits.extent) }

  mutating func flag() throws(PolicyFileError) -> Bool { try integer(in: 0...1) == 1 }

  /// The ε of a norm: positive, since it guards a division.
  mutating func epsilon() throws(PolicyFileError) -> Float {
    let start = offset
    let value = try float()
    guard value > 0 else { throw .badNumber(offset: start) }
    return value
  }
}

extension ByteWriter {
  mutating func optionalTensor(_ tensor: Int?) {
    if let tensor { integer(tensor) } else { u32(.max) }
  }

  mutating func flag(_ value: Bool) { integer(value ? 1 : 0) }
}
