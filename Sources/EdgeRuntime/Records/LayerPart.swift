/// Which part of a layer a golden record holds, where all of it would be much.
///
/// The record's metadata tells it as a JSON object: names of layers, and for each a text such as `0:1,0:16`, a range
/// for each of the first extents.
struct LayerPart {
  var layer: String
  var ranges: [Range<Int>]

  static let metadataKey = "partial"

  static func parse(_ text: String) throws(SafetensorsError) -> [LayerPart] {
    let bytes = Array(text.utf8)
    var scanner = StrictJSONScanner(bytes: bytes, range: bytes.indices)
    var parts: [LayerPart] = []
    try scanner.expect(UInt8(ascii: "{"), .object)
    if scanner.skip(UInt8(ascii: "}")) { return parts }
    repeat {
      scanner.skipWhitespace()
      let layer = try scanner.string()
      try scanner.expect(UInt8(ascii: ":"), .colon)
      scanner.skipWhitespace()
      let ranges = Array(try scanner.string().utf8)
      parts.append(LayerPart(layer: layer, ranges: try Self.ranges(ranges)))
    } while scanner.skip(UInt8(ascii: ","))
    try scanner.expect(UInt8(ascii: "}"), .commaOrEnd)
    return parts
  }

  private static func ranges(_ bytes: [UInt8]) throws(SafetensorsError) -> [Range<Int>] {
    var scanner = StrictJSONScanner(bytes: bytes, range: bytes.indices)
    var ranges: [Range<Int>] = []
    repeat {
      let first = try scanner.wholeNumber()
      try scanner.expect(UInt8(ascii: ":"), .colon)
      let end = try scanner.wholeNumber()
      guard first < end else { throw .numberTooLarge(offset: 0) }
      ranges.append(first..<end)
    } while scanner.skip(UInt8(ascii: ","))
    return ranges
  }
}

extension LayerTable.Layer {
  /// The elements of `values`, all of the layer's in the trainer's layout, that `part` names; nil where the layer has
  /// no such part.
  func elements(_ part: [Range<Int>], of values: [Float]) -> [Float]? {
    guard !part.isEmpty else { return values }
    let parts = max(transposedParts, 1)
    let shape = transposedParts > 0 ? [parts, view.columns, view.rows / parts] : [view.rows, view.columns]
    guard part.count <= shape.count else { return nil }
    let ranges = part + shape[part.count...].map { 0..<$0 }
    for (range, extent) in zip(ranges, shape) where range.upperBound > extent { return nil }
    var kept: [Float] = []
    func keep(_ axis: Int, from start: Int) {
      for index in ranges[axis] {
        let place = start * shape[axis] + index
        if axis + 1 < shape.count { keep(axis + 1, from: place) } else { kept.append(values[place]) }
      }
    }
    keep(0, from: 0)
    return kept
  }
}
