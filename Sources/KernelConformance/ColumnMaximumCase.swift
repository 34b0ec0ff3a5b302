import CKernels

import EdgeRuntime

/// Columns whose greatest values are sought, and the rows that hold them, at guard pages.
struct ColumnMaximumCase: Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  private static let widths = Array(1...70) + [128, 256, 257]
  private static let kinds: [Float] = [.nan, 0, -0.0, 1, -1, .infinity, -.infinity, 2]

  private let rows, channels, stride: Int
  private let values, start: [Float]

  init(index: Int, _ numbers: inout SeededNumbers) {
    rows = index % 18
    channels = numbers.pick(ColumnMaximumCase.widths)
    stride = channels + numbers.pick([0, 1, 2])
    let count = max(0, (rows - 1) * stride + channels)
    func draw(_ count: Int) -> [Float] {
      guard index % 4 == 0 else { return numbers.floats(count) }
      return (0..<count).map { _ in ColumnMaximumCase.kinds[Int(numbers.bits() % 8)] }
    }
    values = draw(count)
    start = draw(channels)
  }

  /// The extents, for people.
  var name: String { "\(rows) rows of \(channels) in \(stride)" }

  /// The bits of the maxima, of the maxima beside their rows, and of the rows.
  func run(_ kernels: KernelSet) -> (bits: [[UInt32]], isIntact: Bool) {
    let values = GuardedFloats(self.values)
    let (alone, maxima, winners) = (GuardedFloats(start), GuardedFloats(start), GuardedFloats(count: channels))
    var maximum = unsafe edge_column_max_f32()
    unsafe maximum.values = UnsafePointer(values.start)
    unsafe (maximum.row_stride, maximum.maxima) = (stride, alone.start)
    unsafe (maximum.rows, maximum.channels) = (Int32(rows), Int32(channels))
    unsafe kernels.columnMax(&maximum)
    var winning = unsafe edge_column_arg_max_f32()
    unsafe winning.values = UnsafePointer(values.start)
    unsafe (winning.row_stride, winning.maxima, winning.winners) = (stride, maxima.start, winners.start)
    unsafe (winning.rows, winning.channels, winning.first_winner) = (Int32(rows), Int32(channels), 100)
    unsafe kernels.columnArgMax(&winning)
    return withExtendedLifetime(values) {
      ([alone.bits, maxima.bits, winners.bits], alone.isIntact && maxima.isIntact && winners.isIntact)
    }
  }
}
