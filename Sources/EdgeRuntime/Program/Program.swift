/// The compiled policy: operations over planned buffers; section *program*.
///
/// A step runs the encode operations once, the network operations once for every row of the sampler, and the
/// decode operations once.
public struct Program: Sendable {
  /// A run of the arena.
  public struct Buffer: Equatable, Sendable {
    /// Bytes from the arena's start; a multiple of 64.
    public var byteOffset: Int
    /// Floats.
    public var count: Int

    /// Makes a buffer.
    public init(byteOffset: Int, count: Int) {
      self.byteOffset = byteOffset
      self.count = count
    }

    var byteRange: Range<Int> { byteOffset..<byteOffset + 4 * count }
  }

  /// Bytes of the arena: the last buffer's end, rounded up to a multiple of 64.
  public var arenaByteCount: Int
  /// The plan.
  public var buffers: [Buffer]
  /// All operations, in order.
  public var operations: [Operation]
  /// The operations that run for every row of the sampler; before them encode, after them decode.
  public var network: Range<Int>
  /// Where the caller puts the observations, one view a key of the metadata.
  public var inputs: [BufferView]
  /// Where the caller puts the noise; the sampler works on it in place (T, A).
  public var sample: BufferView
  /// Where the action chunk is found (T, A).
  public var output: BufferView
  /// Where the caller puts the noise of the sampler's rows (rows · T, A); nil where no row has any.
  public var stepNoise: BufferView?

  /// Makes a program; `PolicyFile` checks it when it is read.
  public init(
    arenaByteCount: Int, buffers: [Buffer], operations: [Operation], network: Range<Int>,
    inputs: [BufferView], sample: BufferView, output: BufferView, stepNoise: BufferView? = nil
  ) {
    self.arenaByteCount = arenaByteCount
    self.buffers = buffers
    self.operations = operations
    self.network = network
    self.inputs = inputs
    self.sample = sample
    self.output = output
    self.stepNoise = stepNoise
  }
}

extension Program {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    arenaByteCount = try reader.integer(in: 0...Int(FormatLimits.arenaByteCount))
    buffers = []
    for _ in 0..<(try reader.integer(in: 1...FormatLimits.bufferCount)) {
      buffers.append(
        Buffer(
          byteOffset: try reader.integer(in: 0...arenaByteCount),
          count: try reader.integer(in: 1...FormatLimits.floatOffset)))
    }
    operations = []
    let count = try reader.integer(in: 1...FormatLimits.operationCount)
    for index in 0..<count { operations.append(try Operation(reading: &reader, index: index)) }
    let first = try reader.integer(in: 0...count - 1)
    network = first..<(try reader.integer(in: first + 1...count))
    inputs = []
    for _ in 0..<(try reader.integer(in: 1...FormatLimits.observationKeyCount)) {
      inputs.append(try BufferView(reading: &reader))
    }
    sample = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
    if reader.version >= 3 { stepNoise = try .readOptional(&reader) }
    try reader.expectEnd()
  }

  /// Appends the section's bytes.
  public func write(to writer: inout ByteWriter) {
    writer.integer(arenaByteCount)
    writer.integer(buffers.count)
    for buffer in buffers {
      writer.integer(buffer.byteOffset)
      writer.integer(buffer.count)
    }
    writer.integer(operations.count)
    for operation in operations { operation.write(to: &writer) }
    writer.integer(network.lowerBound)
    writer.integer(network.upperBound)
    writer.integer(inputs.count)
    for input in inputs { input.write(to: &writer) }
    sample.write(to: &writer)
    output.write(to: &writer)
    stepNoise.write(to: &writer)
  }
}
