import EdgeRuntime

/// A policy as nodes over values: what passes work on.
struct PolicyGraph {
  /// Rows of floats that nodes hand to each other.
  struct Value {
    var name: String
    var rows: Int
    var columns: Int
  }

  /// The ε of every norm: the default of the trainers' framework, which no published policy overrides.
  static let epsilon: Float = 1e-5

  private(set) var values: [Value] = []
  /// Nodes that run once, before the network.
  var encode: [GraphNode] = []
  /// Nodes that run for every row of the sampler.
  var network: [GraphNode] = []
  /// Nodes that run once, after the network.
  var decode: [GraphNode] = []
  /// Values the caller fills, one an observation key.
  var inputs: [ValueView] = []
  /// The value of the sample, which the caller fills with noise.
  var sample = ValueView(value: 0, offset: 0, rowStride: 0, rows: 0, columns: 0)
  /// The value of the noise that the sampler's rows add, which the caller fills; nil where none does.
  var stepNoise: ValueView?
  /// The value of the answer.
  var output = ValueView(value: 0, offset: 0, rowStride: 0, rows: 0, columns: 0)
  /// Names of layers that passes turned into constants.
  var foldedLayers: [String] = []
  let sampler: [SamplerRow]

  init(sampler: [SamplerRow]) { self.sampler = sampler }

  /// Adds a value and returns a view of all of it.
  mutating func add(_ name: String, rows: Int, columns: Int) -> ValueView {
    values.append(Value(name: name, rows: rows, columns: columns))
    return all(of: values.count - 1)
  }

  /// A view of all of a value.
  func all(of index: Int) -> ValueView {
    let (rows, columns) = (values[index].rows, values[index].columns)
    return ValueView(value: index, offset: 0, rowStride: columns, rows: rows, columns: columns)
  }

  /// Trained parameters that are still read.
  var parameterCount: Int {
    (encode + network + decode).reduce(0) { $0 + $1.parameterCount }
  }

  /// Products of matrices that are run.
  var productCount: Int {
    (encode + network + decode).count { if case .product = $0.kind { true } else { false } }
  }
}
