import EdgeRuntime
import TestSupport
import Testing

@testable import Exporter

/// A checkpoint of full form whose every number follows from its name: only its table is stored.
///
/// Element i (from 0) of a tensor that is filled by `["u", centre, amplitude]` is made from the SplitMix64 state
/// `crc32("SALT:NAME") << 32 + (i + 1) · golden gamma`: the upper 24 bits of what it yields are a uniform u, the
/// element `Float(centre + amplitude · (2u − 1))`. The salt is the state dict's name.
struct FamilyTable {
  struct Tensor {
    let name: String
    let shape: [Int]
    let type: String
    var fill: ConfigurationNode
  }

  /// The trainer's configuration; of LeRobot's policies the JSON files by name.
  let configuration: ConfigurationNode
  let stateDicts: [String]
  private(set) var tensors: [Tensor]
  /// LeRobot's statistics by the file's name, of each tensor name, shape and values.
  private let statistics: [ConfigurationNode.Entry]
  /// Whether it is a folder as LeRobot saves it.
  let isFolder: Bool

  /// Reads `Tests/Fixtures/families/NAME.json`.
  init(_ name: String) throws {
    let path = Repository.path("Tests/Fixtures/families/\(name).json")
    let root = try JSONReader.read(bytes(ofFile: path))
    isFolder = root.child("json") != nil
    configuration = try root.required(isFolder ? "json" : "cfg")
    stateDicts = isFolder ? ["model"] : try root.required("state_dicts").list.map(\.string)
    statistics = root.child("extra")?.entries ?? []
    tensors = try root.required("tensors").list.map { row in
      let row = row.list
      return Tensor(name: row[0].string, shape: row[1].list.map(\.int), type: row[2].string, fill: row[3])
    }
  }

  /// The bytes of a `.ckpt` as torch.save writes it, with a change made to the configuration.
  func checkpoint(changing change: (ConfigurationNode) -> ConfigurationNode = { $0 }) -> [UInt8] {
    var storages: [[UInt8]] = []
    var pickle = PickleAssembler().adding("}").text("cfg").configuration(change(configuration)).adding("s")
      .text("state_dicts").adding("}")
    for salt in stateDicts {
      pickle = pickle.text(salt).adding("}")
      for tensor in tensors {
        storages.append(content(of: tensor, salt: salt))
        pickle = pickle.text(tensor.name).tensor(
          "\(storages.count - 1)", type: tensor.type == "i64" ? "LongStorage" : "FloatStorage",
          count: tensor.count, shape: tensor.shape, strides: tensor.strides
        ).adding("s")
      }
      pickle = pickle.adding("s")
    }
    return TestCheckpoint(pickle: pickle.adding("s.").bytes, storages: storages).zip.assemble()
  }

  /// Writes the folder that LeRobot saves, with a change made to its JSON files.
  func write(to folder: TemporaryDirectory, changing change: (ConfigurationNode) -> ConfigurationNode = { $0 }) throws {
    for file in change(configuration).entries { folder.write(Array(file.value.json.utf8), to: file.key) }
    var weights = SafetensorsWriter()
    for tensor in tensors where tensor.type != "i64" {
      try weights.add(name: tensor.name, shape: tensor.shape, values: values(of: tensor, salt: "model"))
    }
    folder.write(try weights.bytes(), to: LeRobotFolder.weightsName)
    for file in statistics {
      var writer = SafetensorsWriter()
      for row in file.value.list.map(\.list) {
        try writer.add(name: row[0].string, shape: row[1].list.map(\.int), values: row[2].list.map { Float($0.real) })
      }
      folder.write(try writer.bytes(), to: file.key)
    }
  }

  /// The table with one tensor's numbers from a centre and an amplitude.
  func filling(_ name: String, _ centre: Double, _ amplitude: Double) throws -> FamilyTable {
    var changed = self
    let index = try #require(tensors.firstIndex { $0.name == name })
    changed.tensors[index].fill = .list([.string("u"), .real(centre), .real(amplitude)])
    return changed
  }

  /// A tensor's numbers.
  private func values(of tensor: Tensor, salt: String) -> [Float] {
    content(of: tensor, salt: salt).withUnsafeBytes { bytes in
      (0..<tensor.count).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  /// A tensor's bytes.
  private func content(of tensor: Tensor, salt: String) -> [UInt8] {
    let rule = tensor.fill.list
    switch rule[0].string {
    case "u":
      return Self.uniform(seed: referenceChecksum(Array("\(salt):\(tensor.name)".utf8)), count: tensor.count)
        .flatMap { little(Float(rule[1].real + rule[2].real * (2 * $0 - 1)).bitPattern) }
    case "const":
      return (0..<tensor.count).flatMap { _ in
        tensor.type == "i64" ? little(Int64(rule[1].real)) : little(Float(rule[1].real).bitPattern)
      }
    case "same":
      guard let original = tensors.first(where: { $0.name == rule[1].string }) else {
        preconditionFailure("\(tensor.name) is another name of nothing")
      }
      return content(of: original, salt: salt)
    case "values": return rule[1].list.flatMap { little(Float($0.real).bitPattern) }
    default: preconditionFailure("fill \(rule[0].string) of \(tensor.name) is not known")
    }
  }

  static func uniform(seed: UInt32, count: Int) -> [Double] {
    var random = SeededGenerator(seed: UInt64(seed) << 32)
    return (0..<count).map { _ in Double(random.next() >> 40) / 16_777_216 }
  }
}

extension FamilyTable.Tensor {
  var count: Int { shape.reduce(1, *) }

  var strides: [Int] { shape.indices.map { shape[($0 + 1)...].reduce(1, *) } }
}

extension PickleAssembler {
  /// A configuration as plain Python data.
  func configuration(_ node: ConfigurationNode) -> PickleAssembler {
    switch node {
    case .dictionary(let entries):
      entries.reduce(adding("}")) { $0.text($1.key).configuration($1.value).adding("s") }
    case .list(let elements): elements.reduce(adding("]")) { $0.configuration($1).adding("a") }
    case .string(let value): text(value)
    case .integer(let value): long(Int64(value))
    case .real(let value): adding([UInt8(ascii: "G")] + little(value.bitPattern).reversed())
    case .boolean(let value): adding([value ? 0x88 : 0x89])
    case .null, .opaque: adding("N")
    }
  }
}

extension ConfigurationNode {
  fileprivate func required(_ name: String) throws -> ConfigurationNode { try #require(child(name)) }

  fileprivate var entries: [Entry] { if case .dictionary(let entries) = self { entries } else { [] } }

  fileprivate var list: [ConfigurationNode] { if case .list(let elements) = self { elements } else { [] } }

  fileprivate var string: String { if case .string(let value) = self { value } else { "" } }

  fileprivate var int: Int { if case .integer(let value) = self { value } else { -1 } }

  fileprivate var real: Double {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: .nan
    }
  }
}
