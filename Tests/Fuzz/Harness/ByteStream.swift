/// Choices made from an input's bytes; zeros when they are used up.
struct ByteStream {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  mutating func next() -> UInt8 { bytes.popFirst() ?? 0 }

  /// A number from 0 up to `bound`, which is at most 65,536.
  mutating func next(below bound: Int) -> Int {
    let value = bound > 256 ? Int(next()) << 8 | Int(next()) : Int(next())
    return value % max(bound, 1)
  }

  mutating func choose<Element>(_ elements: [Element]) -> Element { elements[next(below: elements.count)] }
}
