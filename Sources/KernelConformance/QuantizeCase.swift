import CKernels
import EdgeRuntime

/// Rows of floats to be made bytes of, with memory that ends at guard pages.
public struct QuantizeCase: Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  /// What came of it.
  public struct Result: Equatable, Sendable {
    /// Bytes of (rows, channels rounded up to four).
    public var bytes: [UInt8]
    /// The scales' bits; every NaN is one.
    public var scales: [UInt32]
    /// The zeros.
    public var zeros: [Int32]
    /// False where something was written outside.
    public var isIntact = true
  }

  private let rows: [[Float]]
  private let gap: Int

  /// A case of rows of one length, with `gap` floats that nobody may use between them.
  public init(_ rows: [[Float]], gap: Int = 0) {
    self.rows = rows
    self.gap = gap
  }

  /// Case number `index` of a sequence: ordinary rows, extremes, and at times something that is not finite.
  public init(index: Int, _ numbers: inout SeededNumbers) {
    let channels = 1 + Int(numbers.bits() % 70)
    var rows: [[Float]] = []
    for row in 0..<1 + index % 4 {
      let offset: Float = index % 3 == 1 ? 0 : Float(row) * 3 - 4
      var values =
        index % 3 == 0 ? numbers.extremes(channels) : numbers.floats(channels, scale: 5, offset: offset)
      if index % 11 == 5 {
        let odd: [Float] = [.nan, .infinity, -.infinity]
        values[Int(numbers.bits() % UInt64(channels))] = odd[row % 3]
      }
      rows.append(values)
    }
    self.init(rows, gap: index % 5)
  }

  /// Runs the kernel over copies at guard pages.
  public func run(_ kernels: KernelSet) -> Result {
    let channels = rows[0].count
    let stride = (channels + 3) / 4 * 4
    var values: [Float] = []
    for (index, row) in rows.enumerated() {
      values += row
      // The last row ends at the guard page.
      if index < rows.count - 1 { values += [Float](repeating: .nan, count: gap) }
    }
    let input = GuardedFloats(values)
    let output = GuardedFloats(bytes: [UInt8](repeating: 0xAA, count: rows.count * stride))
    let (scales, zeros) = (GuardedFloats(count: rows.count), GuardedFloats(count: rows.count))
    var job = unsafe edge_quantize_rows(
      input: input.start, input_row_stride: channels + gap, output: output.start(as: UInt8.self),
      output_row_stride: stride, scales: scales.start, zeros: zeros.start(as: Int32.self),
      rows: Int32(rows.count), channels: Int32(channels))
    return withExtendedLifetime(input) {
      unsafe kernels.quantizeRows(&job)
      return Result(
        bytes: output.bytes, scales: scales.values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern },
        zeros: zeros.bits.map { Int32(bitPattern: $0) },
        isIntact: output.isIntact && scales.isIntact && zeros.isIntact)
    }
  }
}
