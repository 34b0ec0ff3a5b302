/// Follows a pickle's instructions without looking up or running anything.
///
/// What Python would call is kept as a value that names the callee (`PickleObject`); only the handful of callees in
/// `PickleGlobal.Meaning` become dictionaries, bytes or tensors. The loop has no recursion, and every resource has
/// a limit: bytes, instructions, objects, marks and nesting.
struct PickleMachine {
  var graph: PickleGraph
  var reader: ByteReader
  var stack: [Int] = []
  /// Heights of the stack at open marks.
  var marks: [Int] = []
  var memo: [UInt32: Int] = [:]
  var globalNumbers: [PickleGlobal: Int] = [:]
  var storageNumbers: [String: Int] = [:]
  /// Where the current instruction starts.
  var offset = 0
  let isStrict: Bool
  let archive: ZipArchive?

  /// Reads a whole pickle; storages are looked for in `archive`.
  static func read(
    _ bytes: [UInt8], archive: ZipArchive?, strict: Bool
  ) throws(CheckpointError) -> PickleGraph {
    guard bytes.count <= CheckpointLimits.pickleByteCount else {
      throw .pickle(.tooLarge(byteCount: bytes.count))
    }
    var machine = PickleMachine(bytes, archive: archive, strict: strict)
    try machine.run()
    return machine.graph
  }

  private init(_ bytes: [UInt8], archive: ZipArchive?, strict: Bool) {
    graph = PickleGraph(bytes: bytes)
    reader = ByteReader(bytes)
    self.archive = archive
    isStrict = strict
  }

  private mutating func run() throws(CheckpointError) {
    guard reader.unsigned8() == PickleOpcode.version.rawValue, let version = reader.unsigned8(),
      (2...5).contains(version)
    else { throw .pickle(.unsupportedProtocol) }
    var opcodeCount = 1
    while true {
      offset = reader.position
      opcodeCount += 1
      guard opcodeCount <= CheckpointLimits.opcodeCount else {
        throw .pickle(.tooManyOpcodes(offset: offset))
      }
      let byte = try require(reader.unsigned8())
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw .pickle(.unsupportedOpcode(offset: offset, opcode: byte))
      }
      if opcode == .stop { break }
      try follow(opcode)
    }
    guard stack.count == 1, marks.isEmpty else { throw .pickle(.leftoverValues(count: stack.count)) }
    guard reader.remaining == 0 else { throw .pickle(.trailingBytes(offset: reader.position)) }
    graph.root = stack[0]
  }

  private mutating func follow(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .mark, .pop, .popMark: try followStack(opcode)
    case .get8, .get32, .put8, .put32, .memoize: try followMemo(opcode)
    case .none, .newTrue, .newFalse, .integer8, .integer16, .integer32, .long1, .long4, .real: try pushScalar(opcode)
    case .unicode, .shortUnicode, .unicode64, .string, .shortString, .bytes, .shortBytes, .bytes64,
      .byteArray64:
      try pushRun(opcode)
    case .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3: try pushTuple(opcode)
    case .emptyList, .emptyDictionary, .emptySet, .frozenSet: try pushContainer(opcode)
    case .append, .appends, .setItem, .setItems, .addItems: try fill(opcode)
    case .global, .stackGlobal: try pushGlobal(opcode)
    case .reduce, .newObject, .newObjectWithKeywords: try call(opcode)
    case .build: try build()
    case .persistentIdentifier: try pushStorage()
    case .frame:
      let count = try require(reader.unsigned64())
      guard count <= UInt64(reader.remaining) else { throw .pickle(.badFrame(offset: offset)) }
    case .stop, .version: throw .pickle(.unsupportedOpcode(offset: offset, opcode: opcode.rawValue))
    }
  }

  // MARK: Values

  /// What was read, unless the pickle ended.
  func require<Value>(_ value: Value?) throws(CheckpointError) -> Value {
    guard let value else { throw .pickle(.truncated(offset: offset)) }
    return value
  }

  /// Makes a node, which lies above `children`, and pushes it.
  mutating func push(_ node: PickleNode, above children: [Int] = []) throws(CheckpointError) {
    guard graph.nodes.count < CheckpointLimits.objectCount else {
      throw .pickle(.tooManyObjects(offset: offset))
    }
    graph.nodes.append(node)
    graph.depths.append(0)
    stack.append(graph.nodes.count - 1)
    for child in children { try attach(child, to: graph.nodes.count - 1) }
  }

  /// Records that `child` lies in `parent`.
  mutating func attach(_ child: Int, to parent: Int) throws(CheckpointError) {
    let depth = Int(graph.depths[child]) + 1
    guard depth <= CheckpointLimits.nestingDepth else { throw .pickle(.tooDeep(offset: offset)) }
    graph.depths[parent] = max(graph.depths[parent], UInt8(depth))
  }

  /// Makes a sequence and returns its number.
  mutating func sequence(_ elements: [Int]) -> Int {
    graph.sequences.append(elements)
    return graph.sequences.count - 1
  }

  /// Takes the top value, which must lie above the last mark.
  mutating func pop() throws(CheckpointError) -> Int {
    guard stack.count > marks.last ?? 0, let top = stack.popLast() else {
      throw .pickle(.stackUnderflow(offset: offset))
    }
    return top
  }

  /// The top value, which must lie above the last mark.
  func top() throws(CheckpointError) -> Int {
    guard stack.count > marks.last ?? 0, let top = stack.last else {
      throw .pickle(.stackUnderflow(offset: offset))
    }
    return top
  }

  /// Takes the values above the last mark, and the mark.
  mutating func popToMark() throws(CheckpointError) -> [Int] {
    guard let mark = marks.popLast() else { throw .pickle(.markMissing(offset: offset)) }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  // MARK: Stack and memo

  private mutating func followStack(_ opcode: PickleOpcode) throws(CheckpointError) {
    switch opcode {
    case .mark:
      guard marks.count < CheckpointLimits.nestingDepth else { throw .pickle(.tooDeep(offset: offset)) }
      marks.append(stack.count)
    case .popMark: _ = try popToMark()
    default:
      // As in Python, POP on a bare mark takes the mark.
      if let mark = marks.last, mark == stack.count { marks.removeLast() } else { _ = try pop() }
    }
  }

  private mutating func followMemo(_ opcode: PickleOpcode) throws(CheckpointError) {
    let index: UInt32
    switch opcode {
    case .get8, .put8: index = UInt32(try require(reader.unsigned8()))
    case .get32, .put32: index = try require(reader.unsigned32())
    default: index = UInt32(clamping: memo.count)
    }
    if opcode == .get8 || opcode == .get32 {
      guard let value = memo[index] else { throw .pickle(.undefinedMemo(offset: offset, index: index)) }
      stack.append(value)
    } else {
      memo[index] = try top()
      guard memo.count <= CheckpointLimits.objectCount else { throw .pickle(.tooManyObjects(offset: offset)) }
    }
  }
}
