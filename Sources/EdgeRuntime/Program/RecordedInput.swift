/// The floats that an own golden record of a quantised policy gives an operation: what an integer product reads, or
/// what a screening found.
struct RecordedInput {
  /// Index of the buffer they stand in.
  let buffer: Int
  /// Where, in floats from the buffer's start.
  let range: Range<Int>
}
