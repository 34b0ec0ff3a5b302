/// A value of a pickle, with others by their place in the graph; nothing is ever looked up or run.
enum PickleNode {
  case none
  case boolean(Bool)
  case integer(Int)
  /// An integer beyond 64 bits, of which nothing is kept.
  case wideInteger
  case real(Double)
  /// UTF-8 at a range of the pickle.
  case text(Range<Int>)
  /// Bytes, of which nothing is kept: they may be pickles themselves.
  case bytes
  /// Number of the sequence that holds the elements.
  case tuple(Int)
  /// Number of the sequence that holds the elements.
  case list(Int)
  /// Number of the sequence that holds keys and values by turns.
  case dictionary(Int)
  /// A set, of which nothing is kept.
  case set
  /// Number of the global.
  case global(Int)
  /// Number of the object.
  case object(Int)
  /// Number of the storage.
  case storage(Int)
  /// Number of the tensor.
  case tensor(Int)

  /// Whether Python could use it as a dictionary's key.
  var isHashable: Bool {
    switch self {
    case .list, .dictionary, .set: false
    default: true
    }
  }

  /// What it is, for messages.
  var kind: PickleKind {
    switch self {
    case .none: .none
    case .boolean: .boolean
    case .integer, .wideInteger: .integer
    case .real: .real
    case .text: .text
    case .bytes: .bytes
    case .tuple: .tuple
    case .list: .list
    case .dictionary: .dictionary
    case .set: .set
    case .global: .global
    case .object: .object
    case .storage: .storage
    case .tensor: .tensor
    }
  }
}

/// What the result of calling something, or an instance of a class, is kept as.
struct PickleObject {
  /// The global, or whatever else was called.
  let callable: Int
  let arguments: Int
  /// What BUILD gave it.
  var state: Int?
}
