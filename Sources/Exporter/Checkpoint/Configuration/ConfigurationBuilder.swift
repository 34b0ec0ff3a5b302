/// Makes plain data of the configuration objects in a pickle: OmegaConf's nodes, dictionaries, lists and scalars.
///
/// The pickle's graph has cycles (OmegaConf's nodes know their parents) and shared parts; the tree has neither, so
/// both its depth and its size are limited. The walk keeps its own stack.
struct ConfigurationBuilder {
  /// A container whose children are being made.
  private struct Frame {
    /// Keys of a dictionary; nil for a list.
    let keys: [String]?
    let children: [Int]
    var made: [ConfigurationNode] = []

    var node: ConfigurationNode {
      guard let keys else { return .list(made) }
      return .dictionary(zip(keys, made).map { ConfigurationNode.Entry(key: $0, value: $1) })
    }
  }

  /// Attributes of an OmegaConf node; theirs are fewer than ten.
  private static let attributeCount = 64

  private let graph: PickleGraph
  private var frames: [Frame] = []
  private var nodeCount = 0
  private var textByteCount = 0

  /// The tree below a node of a pickle.
  static func build(_ root: Int, of graph: PickleGraph) throws(CheckpointError) -> ConfigurationNode {
    var builder = ConfigurationBuilder(graph: graph)
    return try builder.walk(from: root)
  }

  private init(graph: PickleGraph) { self.graph = graph }

  private mutating func walk(from root: Int) throws(CheckpointError) -> ConfigurationNode {
    var finished = try enter(root)
    while let last = frames.indices.last {
      if let node = finished { frames[last].made.append(node) }
      let frame = frames[last]
      if frame.made.count < frame.children.count {
        finished = try enter(frame.children[frame.made.count])
      } else {
        frames.removeLast()
        finished = frame.node
      }
    }
    return finished ?? .null
  }

  /// Makes a scalar, or opens a container and returns nil.
  private mutating func enter(_ start: Int) throws(CheckpointError) -> ConfigurationNode? {
    nodeCount += 1
    guard nodeCount <= CheckpointLimits.configurationNodeCount else { throw .configuration(.tooLarge) }
    let node = try content(of: start)
    switch graph.nodes[node] {
    case .none: return .null
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .real(let value): return .real(value)
    case .text(let range): return .string(try text(range))
    case .list(let number), .tuple(let number): try open(Frame(keys: nil, children: graph.sequences[number]))
    case .dictionary:
      let items = graph.items(node) ?? []
      try open(Frame(keys: try keys(of: items), children: items.map(\.value)))
    default: return .opaque
    }
    return nil
  }

  private mutating func open(_ frame: Frame) throws(CheckpointError) {
    guard frames.count < CheckpointLimits.nestingDepth else { throw .configuration(.tooDeep) }
    frames.append(frame)
  }

  /// What an OmegaConf node holds; other nodes hold themselves.
  private func content(of start: Int) throws(CheckpointError) -> Int {
    var node = start
    for _ in 0..<CheckpointLimits.nestingDepth {
      guard case .object(let number) = graph.nodes[node],
        graph.meaning(graph.objects[number].callable) == .configuration,
        let state = graph.objects[number].state,
        graph.itemCount(state) <= Self.attributeCount,
        let inner = graph.value(of: "_content", in: state) ?? graph.value(of: "_val", in: state)
      else { return node }
      node = inner
    }
    throw .configuration(.tooDeep)
  }

  /// A text, which counts every time it is met: one large text must not become thousands.
  private mutating func text(_ range: Range<Int>) throws(CheckpointError) -> String {
    textByteCount += range.count
    guard textByteCount <= CheckpointLimits.pickleByteCount else { throw .configuration(.tooLarge) }
    return String(decoding: graph.bytes[range], as: UTF8.self)
  }

  private mutating func keys(of items: [(key: Int, value: Int)]) throws(CheckpointError) -> [String] {
    var result: [String] = []
    var seen: Set<String> = []
    for (key, _) in items {
      let name: String
      switch graph.nodes[key] {
      case .integer(let value): name = String(value)
      case .text(let range): name = try text(range)
      default: throw .configuration(.badKey)
      }
      guard seen.insert(name).inserted else { throw .configuration(.duplicateKey(name)) }
      result.append(name)
    }
    return result
  }
}
