/// Instructions that push scalars, texts, bytes and containers, and fill containers.
extension PickleMachine {
  mutating func pushScalar(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .newTrue: try push(.boolean(true))
    case .newFalse: try push(.boolean(false))
    case .integer8: try push(.integer(Int(try require(reader.unsigned8()))))
    case .integer16: try push(.integer(Int(try require(reader.unsigned16()))))
    case .integer32: try push(.integer(Int(Int32(bitPattern: try require(reader.unsigned32())))))
    case .long1: try pushLong(byteCount: Int(try require(reader.unsigned8())))
    case .long4: try pushLong(byteCount: try require(reader.count32()))
    case .real: try push(.real(Double(bitPattern: try require(reader.unsigned64()).byteSwapped)))
    default: try push(.none)
    }
  }

  /// LONG1 and LONG4: two's complement of any length.
  ///
  /// Python's integers have no bound, and trainers keep states of random generators and identifiers beside the
  /// weights. What does not fit 64 bits is no size: it stays an integer without a value, of which nothing is copied.
  private mutating func pushLong(byteCount count: Int) throws(CheckpointError) {
    guard count <= 8 else {
      _ = try require(reader.take(count))
      return try push(.wideInteger)
    }
    let value = try require(reader.unsigned(count: count))
    let unused = UInt64(64 - 8 * count)
    try push(.integer(Int(Int64(bitPattern: value << unused) >> unused)))
  }

  mutating func pushRun(_ opcode: PickleOpcode) throws(CheckpointError) {
    let count: Int
    switch opcode {
    case .shortUnicode, .shortString, .shortBytes: count = Int(try require(reader.unsigned8()))
    case .unicode64, .bytes64, .byteArray64: count = try require(reader.count64())
    default: count = try require(reader.count32())
    }
    let range = try require(reader.take(count))
    switch opcode {
    case .unicode, .shortUnicode, .unicode64:
      guard Self.isUTF8(graph.bytes[range]) else { throw .pickle(.badText(offset: offset)) }
      try push(.text(range))
    case .string, .shortString:
      // Python 2's strings are texts or bytes; only plain ASCII is surely the former.
      try push(graph.bytes[range].allSatisfy { $0 < 0x80 } ? .text(range) : .bytes)
    default: try push(.bytes)
    }
  }

  private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
  }

  mutating func pushTuple(_ opcode: PickleOpcode) throws(CheckpointError) {
    var elements: [Int] = []
    switch opcode {
    case .tuple: elements = try popToMark()
    case .tuple1: elements = [try pop()]
    case .tuple2, .tuple3:
      for _ in 0..<(opcode == .tuple2 ? 2 : 3) { elements.append(try pop()) }
      elements.reverse()
    default: break
    }
    let number = sequence(elements)
    try push(.tuple(number), above: elements)
  }

  mutating func pushContainer(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .emptyList:
      let number = sequence([])
      try push(.list(number))
    case .emptyDictionary: try pushDictionary()
    case .frozenSet: try push(.set, above: try popToMark())
    default: try push(.set)
    }
  }

  mutating func pushDictionary() throws(CheckpointError) {
    let number = sequence([])
    try push(.dictionary(number))
  }

  /// Puts the values above a mark, or the last one or two, into the container below.
  mutating func fill(_ opcode: PickleOpcode) throws(CheckpointError) {
    var values: [Int]
    switch opcode {
    case .append: values = [try pop()]
    case .setItem:
      let value = try pop()
      values = [try pop(), value]
    default: values = try popToMark()
    }
    let container = try top()
    let node = graph.nodes[container]
    switch (opcode, node) {
    case (.append, .list(let number)), (.appends, .list(let number)):
      for value in values { try attach(value, to: container) }
      graph.sequences[number] += values
    case (.setItem, .dictionary(let number)), (.setItems, .dictionary(let number)):
      try checkItems(values)
      for value in values { try attach(value, to: container) }
      graph.sequences[number] += values
    case (.addItems, .set):
      for value in values { try attach(value, to: container) }
    case (_, .object(let number)) where graph.meaning(graph.objects[number].callable) == .opaque: break
    case (.append, _), (.appends, _): throw .pickle(.notAList(offset: offset, found: node.kind))
    case (.addItems, _): throw .pickle(.notASet(offset: offset, found: node.kind))
    default: throw .pickle(.notADictionary(offset: offset, found: node.kind))
    }
  }

  private func checkItems(_ values: [Int]) throws(CheckpointError) {
    guard values.count % 2 == 0 else { throw .pickle(.oddItems(offset: offset)) }
    for index in stride(from: 0, to: values.count, by: 2) where !graph.nodes[values[index]].isHashable {
      throw .pickle(.unhashableKey(offset: offset, found: graph.nodes[values[index]].kind))
    }
  }
}
