import Exporter
import Testing

/// Rows T01 to T12 of the reader's list: what shapes, strides and storages may say.
@Suite struct StoredTensorTests {
  /// Where REDUCE stands in a pickle of one tensor.
  private func offset(_ pickle: [UInt8]) -> Int { pickle.count - 3 }

  private func expect(
    _ error: (Int) -> TensorError, storages: [[UInt8]] = [TestCheckpoint.floats],
    sourceLocation: SourceLocation = #_sourceLocation, _ tensor: (PickleAssembler) -> PickleAssembler
  ) {
    let pickle = PickleAssembler.oneTensor(tensor)
    #expect(throws: CheckpointError.tensor(error(offset(pickle))), sourceLocation: sourceLocation) {
      try TestCheckpoint(pickle: pickle, storages: storages).tensors()
    }
  }

  private func read(
    _ storage: [UInt8] = TestCheckpoint.floats, _ tensor: (PickleAssembler) -> PickleAssembler
  ) throws -> Tensor? {
    try TestCheckpoint(pickle: PickleAssembler.oneTensor(tensor), storages: [storage]).tensors()["w"]
  }

  @Test func refusesAbsurdShapes() throws {  // T01, T02
    let extent = CheckpointLimits.extent
    expect({ .shapeOverflow(offset: $0) }) { $0.tensor(shape: [extent, extent], strides: [1, 1]) }
    expect({ .shapeOverflow(offset: $0) }) { $0.tensor(shape: [1 << 31, 1 << 30], strides: [1, 1]) }
    expect({ .shapeOverflow(offset: $0) }) { $0.tensor(shape: [0, extent, extent], strides: [1, 1, 1]) }
    expect({ .badExtent(offset: $0, extent: -1) }) { $0.tensor(shape: [-1]) }
    expect({ .badExtent(offset: $0, extent: 1 << 62) }) { $0.tensor(shape: [0, 1 << 62], strides: [1, 1]) }
    expect({ .badExtent(offset: $0, extent: extent + 1) }) { $0.tensor(shape: [extent + 1]) }
    expect({ .outsideStorage(offset: $0, available: 4) }) { $0.tensor(shape: [extent - 1]) }
    expect({ .outsideStorage(offset: $0, available: 4) }) { $0.tensor(shape: [extent]) }
    expect({ .rankTooLarge(offset: $0, rank: 9) }) {
      $0.tensor(shape: [Int](repeating: 1, count: 9), strides: [Int](repeating: 1, count: 9))
    }
    for rank in 7...8 {
      let shape = [Int](repeating: 1, count: rank - 1) + [4]
      let tensor = try read { $0.tensor(shape: shape, strides: [Int](repeating: 4, count: rank - 1) + [1]) }
      #expect(tensor == Tensor(shape: shape, values: [1, 2, 3, 4]))
    }
    expect({ .stridesDiffer(offset: $0, rank: 1, strides: 2) }) { $0.tensor(strides: [1, 1]) }
    #expect(try read { $0.tensor(shape: [], strides: []) } == Tensor(shape: [], values: [1]))
    #expect(try read { $0.tensor(shape: [0, 7], strides: [7, 1]) } == Tensor(shape: [0, 7], values: []))
    #expect(try read { $0.tensor(offset: 4, shape: [0]) } == Tensor(shape: [0], values: []))
  }

  @Test func refusesStoragesOfOtherSizes() throws {  // T03
    for (bytes, count) in [(15, 4), (17, 4), (16, 3), (16, 5), (0, 4)] {
      let storage = [UInt8](repeating: 0, count: bytes)
      expect({ _ in .storageByteCount(key: "0", expected: 4 * count, found: bytes) }, storages: [storage]) {
        $0.tensor(count: count, shape: [1])
      }
    }
    expect({ _ in .storageByteCount(key: "0", expected: .max, found: 16) }) { $0.tensor(count: 1 << 62) }
  }

  @Test func refusesElementsOutsideTheStorage() {  // T04
    let outside: (Int) -> TensorError = { .outsideStorage(offset: $0, available: 4) }
    expect(outside) { $0.tensor(shape: [5]) }
    expect(outside) { $0.tensor(offset: 1) }
    expect(outside) { $0.tensor(offset: -1) }
    expect(outside) { $0.tensor(offset: .max) }
    expect(outside) { $0.tensor(offset: 5, shape: [0]) }
    expect(outside) { $0.tensor(shape: [2, 2], strides: [3, 1]) }
    expect(outside) { $0.tensor(shape: [3], strides: [.max]) }
    expect(outside) { $0.tensor(offset: 3, shape: [2], strides: [.max]) }
    expect({ .negativeStride(offset: $0, stride: -1) }) { $0.tensor(offset: 3, strides: [-1]) }
  }

  @Test func refusesExpansion() throws {  // T05
    expect({ .expanded(offset: $0, elements: 5, available: 4) }) { $0.tensor(shape: [5], strides: [0]) }
    expect({ .expanded(offset: $0, elements: 1 << 40, available: 4) }) {
      $0.tensor(shape: [1 << 20, 1 << 20], strides: [0, 0])
    }
    #expect(try read { $0.tensor(shape: [4], strides: [0]) } == Tensor(shape: [4], values: [1, 1, 1, 1]))
  }

  @Test func readsStridesAndOffsets() throws {
    #expect(
      try read { $0.tensor(shape: [2, 2], strides: [1, 2]) } == Tensor(shape: [2, 2], values: [1, 3, 2, 4]))
    #expect(
      try read { $0.tensor(offset: 1, shape: [2], strides: [2]) } == Tensor(shape: [2], values: [2, 4]))
  }

  @Test func refusesTooMuchSharing() throws {  // T06
    // The archive is about 1.3 KB around 16 KB of storage; each name adds about 200 bytes.
    let storage = [UInt8](repeating: 0, count: 1 << 16)
    func pickle(_ names: Int) -> [UInt8] {
      let start = PickleAssembler().adding("}").text("a").tensor(count: 1 << 14, shape: [1 << 14])
        .adding("q\u{0}s")
      return (1..<names).reduce(start) { $0.text("n\($1)").adding("h\u{0}s") }.adding(".").bytes
    }
    #expect(try TestCheckpoint(pickle: pickle(4), storages: [storage]).tensors().count == 4)
    let file = TestCheckpoint(pickle: pickle(5), storages: [storage]).zip.assemble()
    #expect(file.count * 4 < 5 << 16)
    #expect(
      throws: CheckpointError.tensor(.tooMuchSharing(byteCount: 5 << 16, fileByteCount: file.count))
    ) { try TestCheckpoint.tensors(in: file) }
  }

  @Test func refusesTypesByName() throws {  // T07
    let types: [(String, ElementType, Int)] = [
      ("QInt8Storage", .quantizedInt8, 16), ("ComplexFloatStorage", .complex64, 2),
      ("BoolStorage", .boolean, 16),
      ("IntStorage", .int32, 4), ("ShortStorage", .int16, 8), ("ByteStorage", .uint8, 16),
    ]
    for (name, type, count) in types {
      expect({ _ in .unsupportedType(name: "w", type: type) }) {
        $0.tensor(type: name, count: count, shape: [1])
      }
    }
    let sparse = PickleAssembler.beside { $0.global("torch._utils", "_rebuild_sparse_tensor").adding(")R") }
    let file = TestCheckpoint(pickle: sparse).zip.assemble()
    let checkpoint = try TestCheckpoint.open(file)
    #expect(throws: CheckpointError.tensor(.notATensor(name: "x", found: .object))) {
      try checkpoint.tensor("x", in: "model")
    }
    #expect(throws: CheckpointError.tensor(.missing(name: "y", stateDict: "model"))) {
      try checkpoint.tensor("y", in: "model")
    }
    #expect(throws: CheckpointError.tensor(.missingStateDict(name: "ema", available: ["model"]))) {
      try checkpoint.tensor("w", in: "ema")
    }
    #expect(checkpoint.shape(of: "w", in: "model") == [4])
    #expect(checkpoint.shape(of: "w", in: "ema") == nil)
    #expect(checkpoint.tensorNames(in: "ema").isEmpty)
  }

  @Test func readsEveryFloatType() throws {
    let float64 = [0.1, -3].flatMap { little(($0 as Double).bitPattern) }
    #expect(
      try read(float64) { $0.tensor(type: "DoubleStorage", count: 2, shape: [2]) }?.values == [0.1, -3])
    let float16 = [1.5, -0.25].flatMap { little(($0 as Float16).bitPattern) }
    #expect(
      try read(float16) { $0.tensor(type: "HalfStorage", count: 2, shape: [2]) }?.values == [1.5, -0.25])
    let bfloat16 = [UInt16(0x3F80), 0xC000].flatMap { little($0) }
    #expect(
      try read(bfloat16) { $0.tensor(type: "BFloat16Storage", count: 2, shape: [2]) }?.values == [1, -2])
    for value in [Int64(1 << 24), -(1 << 24), 0] {
      // 2²⁴ is an integer that float32 holds, but no weight.
      let error = CheckpointError.tensor(.tooLarge(name: "w", index: 0, value: Float(value)))
      let load = { try self.read(little(value)) { $0.tensor(type: "LongStorage", count: 1, shape: [1]) } }
      if value == 0 { #expect(try load()?.values == [0]) } else { #expect(throws: error) { try load() } }
    }
    for value in [Int64(1 << 24) + 1, .max, .min] {
      #expect(throws: CheckpointError.tensor(.inexactInteger(name: "w", index: 0, value: value))) {
        try read(little(value)) { $0.tensor(type: "LongStorage", count: 1, shape: [1]) }
      }
    }
  }

  @Test func refusesOddNames() {  // T08
    func pickle(_ name: String) -> [UInt8] { PickleAssembler.dictionary(name) { $0.tensor() } }
    let longest = String(repeating: "n", count: CheckpointLimits.tensorNameByteCount)
    for name in ["", "\u{1B}[31m", "a\nb", "a\u{7F}", longest + "n"] {
      #expect(throws: CheckpointError.tensor(.badName(name))) {
        try TestCheckpoint(pickle: pickle(name)).tensors()
      }
    }
    for name in [longest, String(longest.dropLast()), "é"] {
      #expect(throws: Never.self) { try TestCheckpoint(pickle: pickle(name)).tensors() }
    }
    let twice = PickleAssembler().adding("}").text("w").tensor().adding("q\u{0}s").text("w").adding(
      "h\u{0}s.")
    #expect(throws: CheckpointError.tensor(.duplicateName("w"))) {
      try TestCheckpoint(pickle: twice.bytes).tensors()
    }
  }

  @Test func limitsTensors() throws {
    for extra in [-1, 0, 1] {
      let count = CheckpointLimits.tensorCount + extra
      var pickle = PickleAssembler().adding("}").text("a").tensor(shape: [0]).adding("q\u{0}s(").bytes
      for index in 1..<count {
        let name = Array("n\(index)".utf8)
        pickle += [0x8C, UInt8(name.count)] + name + [0x68, 0]
      }
      let checkpoint = TestCheckpoint(pickle: pickle + Array("u.".utf8))
      if extra <= 0 {
        let file = checkpoint.zip.assemble()
        #expect(try TestCheckpoint.open(file).tensorNames(in: "model").count == count)
      } else {
        #expect(throws: CheckpointError.tensor(.tooManyTensors(count: count))) { try checkpoint.tensors() }
      }
    }
  }

  @Test func refusesValuesNoPolicyHas() throws {  // T10
    func storage(_ value: Float) -> [UInt8] { [1, 1, value, 1].flatMap { little(($0 as Float).bitPattern) } }
    for value in [Float.nan, .infinity, -.infinity, .signalingNaN] {
      expect({ _ in .notFinite(name: "w", index: 2) }, storages: [storage(value)]) { $0.tensor() }
    }
    for value in [
      CheckpointLimits.magnitude.nextUp, -CheckpointLimits.magnitude.nextUp, .greatestFiniteMagnitude,
    ] {
      expect({ _ in .tooLarge(name: "w", index: 2, value: value) }, storages: [storage(value)]) {
        $0.tensor()
      }
    }
    for value in [CheckpointLimits.magnitude, CheckpointLimits.magnitude.nextDown, .leastNonzeroMagnitude] {
      #expect(try read(storage(value)) { $0.tensor() }?.values[2] == value)
    }
    // A value outside the wanted part is not looked at.
    #expect(try read(storage(.nan)) { $0.tensor(shape: [2]) }?.values == [1, 1])
  }

  @Test func refusesOddScales() throws {  // T10, T11
    for value in [Float(0), -1, .leastNonzeroMagnitude, 2] {
      let pickle = PickleAssembler().adding("}").text("normalizer.params_dict.action.scale").tensor("0")
        .adding("s").text("normalizer.params_dict.action.offset").tensor("1").adding("s.").bytes
      let scale = [1, 1, 1, value].flatMap { little(($0 as Float).bitPattern) }
      let file = TestCheckpoint(pickle: pickle, storages: [scale, TestCheckpoint.floats]).zip.assemble()
      let checkpoint = try TestCheckpoint.open(file)
      if value == 2 {
        let normalizer = try checkpoint.normalizer(of: "action", in: "model")
        #expect(normalizer.scale == [1, 1, 1, 2] && normalizer.offset == [1, 2, 3, 4])
      } else {
        let name = "normalizer.params_dict.action.scale"
        #expect(throws: CheckpointError.policy(.badScale(name: name, index: 3, value: value))) {
          try checkpoint.normalizer(of: "action", in: "model")
        }
      }
    }
  }

  @Test func readsLargeStoragesInParts() throws {  // T12 and the streaming checksum
    let count = 700_000
    let storage = (0..<count).flatMap { little(Float($0 % 1_000).bitPattern) }
    let pickle = PickleAssembler().adding("}").text("whole").tensor(count: count, shape: [count]).adding("s")
      .text("middle").tensor(count: count, offset: 262_143, shape: [3]).adding("s.").bytes
    for padding in 4..<8 {  // every alignment of the storage in the file
      let tensors = try TestCheckpoint(pickle: pickle, storages: [storage]).editing {
        $0.members[3].padding = padding
      }
      .tensors()
      #expect(tensors["middle"]?.values == [143, 144, 145])
      #expect(tensors["whole"]?.values.count == count && tensors["whole"]?.values[699_999] == 999)
    }
    // Damage outside the wanted part is found the first time.
    let file = TestCheckpoint(
      pickle: PickleAssembler.oneTensor {
        $0.tensor(count: count, offset: 5, shape: [2])
      }, storages: [storage]
    ).editing {
      $0.members[3].editCentral = { $0.checksum ^= 1 }
      $0.members[3].editDescriptor = { $0[4] ^= 1 }
    }
    let good = referenceChecksum(storage)
    #expect(
      throws: CheckpointError.zip(.checksumDiffers(name: "archive/data/0", expected: good ^ 1, found: good))
    ) { try file.tensors() }
  }
}
