/// The values of a pickle and how they hang together, possibly in cycles.
///
/// Values refer to one another by number, so that neither reading nor releasing them recurses.
struct PickleGraph {
  /// The pickle itself, in which texts are ranges.
  let bytes: [UInt8]
  var nodes: [PickleNode] = []
  /// Containers below each node; grows as they are filled.
  var depths: [UInt8] = []
  var sequences: [[Int]] = []
  var objects: [PickleObject] = []
  var globals: [PickleGlobal] = []
  var storages: [TensorStorage] = []
  var tensors: [StoredTensor] = []
  /// The value left by STOP.
  var root = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The text of a node.
  func text(_ node: Int) -> String? {
    guard case .text(let range) = nodes[node] else { return nil }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// Whether a node is exactly this text.
  func isText(_ node: Int, _ text: String) -> Bool {
    guard case .text(let range) = nodes[node] else { return false }
    return bytes[range].elementsEqual(text.utf8)
  }

  /// Keys and values of a dictionary, in order.
  func items(_ node: Int) -> [(key: Int, value: Int)]? {
    guard case .dictionary(let number) = nodes[node] else { return nil }
    let sequence = sequences[number]
    return stride(from: 0, to: sequence.count - 1, by: 2).map { (sequence[$0], sequence[$0 + 1]) }
  }

  /// Pairs in a dictionary; 0 for anything else.
  func itemCount(_ node: Int) -> Int {
    guard case .dictionary(let number) = nodes[node] else { return 0 }
    return sequences[number].count / 2
  }

  /// The value of a text key of a dictionary; the last one, as in Python.
  func value(of key: String, in node: Int) -> Int? {
    items(node)?.last { isText($0.key, key) }?.value
  }

  /// The elements of a tuple or a list.
  func elements(_ node: Int) -> [Int]? {
    switch nodes[node] {
    case .tuple(let number), .list(let number): sequences[number]
    default: nil
    }
  }

  /// The class of an object, or the function that made it.
  func className(of object: Int) -> String {
    guard case .global(let number) = nodes[objects[object].callable] else { return "unknown" }
    let callable = globals[number]
    // `copyreg._reconstructor(class, …)` and the like name the class first.
    if callable.module == "copyreg" || callable.module == "copy_reg",
      let first = elements(objects[object].arguments)?.first, case .global(let named) = nodes[first]
    {
      return globals[named].fullName
    }
    return callable.fullName
  }

  /// What a node means as a global; nil when it is none.
  func meaning(_ node: Int) -> PickleGlobal.Meaning? {
    guard case .global(let number) = nodes[node] else { return nil }
    return globals[number].meaning
  }
}
