/// Writes pickles instruction by instruction.
struct PickleAssembler {
  private(set) var bytes: [UInt8]

  init(version: UInt8 = 2) { bytes = [0x80, version] }

  func adding(_ more: [UInt8]) -> PickleAssembler {
    var copy = self
    copy.bytes += more
    return copy
  }

  func adding(_ instructions: String) -> PickleAssembler { adding(Array(instructions.utf8)) }

  func text(_ value: String) -> PickleAssembler {
    adding([0x58] + little(UInt32(value.utf8.count)) + Array(value.utf8))
  }

  func integer(_ value: Int32) -> PickleAssembler { adding([0x4A] + little(value)) }

  func long(_ value: Int64) -> PickleAssembler { adding([0x8A, 8] + little(value)) }

  func global(_ module: String, _ name: String) -> PickleAssembler { adding("c\(module)\n\(name)\n") }

  /// A tuple of integers.
  func integers(_ values: [Int]) -> PickleAssembler {
    values.reduce(adding("(")) { $0.long(Int64($1)) }.adding("t")
  }

  func storage(
    _ key: String, type: String = "FloatStorage", count: Int = 4, location: String = "cpu"
  ) -> PickleAssembler {
    adding("(").text("storage").global("torch", type).text(key).text(location).long(Int64(count)).adding("tQ")
  }

  func tensor(
    _ key: String = "0", type: String = "FloatStorage", count: Int = 4, location: String = "cpu",
    offset: Int = 0, shape: [Int] = [4], strides: [Int] = [1]
  ) -> PickleAssembler {
    global("torch._utils", "_rebuild_tensor_v2").adding("(")
      .storage(key, type: type, count: count, location: location).long(Int64(offset)).integers(shape)
      .integers(strides).adding([0x89]).global("collections", "OrderedDict").adding(")RtR")
  }

  /// The whole pickle of a dictionary that has one entry.
  static func dictionary(_ key: String, _ value: (PickleAssembler) -> PickleAssembler) -> [UInt8] {
    value(PickleAssembler().adding("}").text(key)).adding("s.").bytes
  }

  /// The whole pickle of a bare state dict that has one tensor, "w".
  static func oneTensor(_ tensor: (PickleAssembler) -> PickleAssembler = { $0.tensor() }) -> [UInt8] {
    dictionary("w", tensor)
  }

  /// The whole pickle {"w": tensor, "x": value}.
  static func beside(_ value: (PickleAssembler) -> PickleAssembler) -> [UInt8] {
    value(PickleAssembler().adding("}").text("w").tensor().adding("s").text("x")).adding("s.").bytes
  }
}
