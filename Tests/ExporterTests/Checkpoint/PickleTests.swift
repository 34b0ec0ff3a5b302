import Exporter
import Testing

/// Rows P01 to P25 of the reader's list of hostile pickles.
@Suite struct PickleTests {
  /// Where the value under test starts in `PickleAssembler.beside`.
  private static let start = PickleAssembler().adding("}").text("w").tensor().adding("s").text("x").bytes
    .count

  /// Reads {"w": tensor, "x": value}.
  @discardableResult
  private func read(
    strict: Bool = false, _ value: (PickleAssembler) -> PickleAssembler
  ) throws -> [String: Tensor] {
    try TestCheckpoint(pickle: PickleAssembler.beside(value)).tensors(strict: strict)
  }

  /// Expects the value to be refused `at` bytes after its start.
  private func expect(
    _ error: (Int) -> PickleError, at distance: Int, strict: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation, _ value: (PickleAssembler) -> PickleAssembler
  ) {
    #expect(throws: CheckpointError.pickle(error(Self.start + distance)), sourceLocation: sourceLocation) {
      try read(strict: strict, value)
    }
  }

  private func expectAccepted(
    strict: Bool = false, sourceLocation: SourceLocation = #_sourceLocation,
    _ value: (PickleAssembler) -> PickleAssembler
  ) {
    do {
      let tensors = try read(strict: strict, value)
      #expect(tensors == TestCheckpoint.expected, sourceLocation: sourceLocation)
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
  }

  private func expectWhole(
    _ error: PickleError, _ pickle: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: CheckpointError.pickle(error), sourceLocation: sourceLocation) {
      try TestCheckpoint(pickle: pickle).tensors()
    }
  }

  @Test func acceptsProtocols2To5() throws {  // P01
    for version in UInt8.min...UInt8.max {
      var pickle = PickleAssembler.oneTensor()
      pickle[1] = version
      if (2...5).contains(version) {
        #expect(try TestCheckpoint(pickle: pickle).tensors() == TestCheckpoint.expected)
      } else {
        expectWhole(.unsupportedProtocol, pickle)
      }
    }
    expectWhole(.unsupportedProtocol, Array(PickleAssembler.oneTensor().dropFirst(2)))
    expectWhole(.unsupportedProtocol, [])
  }

  @Test func refusesOtherInstructions() {  // P02, P03
    let accepted = Set("().01BCGJKMNQRTUX]abcehjqrstu}".utf8).union([
      0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96,
    ])
    for opcode in UInt8.min...UInt8.max where !accepted.contains(opcode) {
      expect({ .unsupportedOpcode(offset: $0, opcode: opcode) }, at: 0) {
        $0.adding([opcode]).adding("0x10\n0x10\n")
      }
    }
  }

  @Test func keepsUnknownGlobalsOpaque() throws {  // P04
    let names = [
      ("os", "system"), ("builtins", "eval"), ("numpy.core.multiarray", "_reconstruct"), ("torch", "load"),
    ]
    for (module, name) in names {
      let call = { (pickle: PickleAssembler) in
        pickle.global(module, name).text("echo").adding([0x85]).adding("R")
      }
      expectAccepted(call)
      expect({ .disallowedGlobal(offset: $0, name: "\(module).\(name)") }, at: 0, strict: true, call)
    }
    let file = TestCheckpoint(
      pickle: PickleAssembler.beside {
        $0.adding("(").global("os", "system").global("a.b", "C").adding("t")
      }
    ).zip.assemble()
    #expect(try TestCheckpoint.open(file).opaqueGlobals == ["a.b.C", "os.system"])
  }

  @Test func acceptsWhatConfigurationsAreMadeOfStrictly() {
    for (module, name) in [
      ("omegaconf.dictconfig", "DictConfig"), ("omegaconf.listconfig", "ListConfig"),
      ("omegaconf.nodes", "AnyNode"), ("omegaconf.base", "ContainerMetadata"), ("typing", "Any"),
      ("collections", "OrderedDict"),
    ] {
      expectAccepted(strict: true) { $0.global(module, name) }
    }
  }

  @Test func refusesOddGlobalNames() {  // P05
    let long = String(repeating: "a", count: 256)
    for (module, name) in [
      ("os", "a..b"), ("os", "a.1"), ("os", ".b"), ("os", ""), ("", "x"), ("o s", "x"), ("os.", "x"), ("os", "1x"),
      ("os", "\u{1B}[31m"),
      ("ös", "x"),
      (long + "a", "x"), ("os", long + "a"),
    ] {
      expect({ .badGlobalName(offset: $0) }, at: 0) { $0.global(module, name) }
    }
    expectAccepted { $0.global(long, String(long.dropLast())) }
    expectAccepted { $0.global(long, long) }
    // Nested classes, from protocol 4 on.
    expectAccepted { $0.text("a.b").text("Outer.Inner").adding([0x93]) }
    expect({ .badGlobalName(offset: $0) }, at: 0) { $0.adding("cos system") }
    expect({ .badGlobalName(offset: $0) }, at: 4) { $0.adding("K\u{1}K\u{1}").adding([0x93]) }
    expectAccepted { $0.text("os").text("system").adding([0x93]) }
  }

  @Test func refusesOddCalls() {  // P06
    expect({ .notCallable(offset: $0, found: .integer) }, at: 3) { $0.adding("K\u{1})R") }
    expect(
      { .notCallable(offset: $0, found: .tensor) }, at: 0 + PickleAssembler().tensor().bytes.count - 2 + 1
    ) {
      $0.tensor().adding(")R")
    }
    expect({ .badArguments(offset: $0) }, at: 12) { $0.global("os", "system").adding("]R") }
    expect({ .badArguments(offset: $0) }, at: 12) { $0.global("os", "system").adding("N").adding([0x81]) }
    expect({ .badArguments(offset: $0) }, at: 13) { $0.global("os", "system").adding(")N").adding([0x92]) }
    expectAccepted { $0.global("os", "system").adding(")}").adding([0x92]) }
    expect({ .badArguments(offset: $0) }, at: 18) {
      $0.global("_codecs", "encode").adding("N").adding([0x85]).adding("R")
    }
    expectAccepted { $0.global("_codecs", "encode").text("a").text("latin1").adding([0x86]).adding("R") }
  }

  @Test func refusesOddTensors() throws {  // P07, P19
    let good = PickleAssembler.oneTensor()
    let reduce = good.count - 3
    func expectBad(_ error: (Int) -> CheckpointError, _ edit: (PickleAssembler) -> PickleAssembler) {
      let pickle = PickleAssembler.oneTensor { base in
        edit(base.global("torch._utils", "_rebuild_tensor_v2").adding("("))
      }
      #expect(throws: error(pickle.count - 3)) { try TestCheckpoint(pickle: pickle).tensors() }
    }
    #expect(reduce > 0)
    let hooks = { (pickle: PickleAssembler) in pickle.adding([0x89]).adding("}") }
    let bad: (Int) -> CheckpointError = { .pickle(.badTensor(offset: $0)) }
    expectBad(bad) { $0.adding("tR") }
    expectBad(bad) { hooks($0.adding("N").integer(0).integers([4]).integers([1])).adding("tR") }
    expectBad(bad) { hooks($0.storage("0").adding("N").integers([4]).integers([1])).adding("tR") }
    expectBad(bad) { hooks($0.storage("0").integer(0).adding("]").integers([1])).adding("tR") }
    expectBad(bad) { hooks($0.storage("0").integer(0).integers([4]).text("x")).adding("tR") }
    expectBad(bad) { $0.storage("0").integer(0).integers([4]).integers([1]).adding("K\u{1}}tR") }
    expectBad(bad) { $0.storage("0").integer(0).integers([4]).integers([1]).adding([0x89]).adding("NtR") }
    expectBad(bad) { hooks($0.storage("0").integer(0).integers([4]).integers([1])).adding("}tR") }
    expectBad(bad) { hooks($0.storage("0").integer(0).integers([4]).integers([1])).adding("NNtR") }
    for value in [Double.nan, .infinity, 4] {
      let real = [0x47] + Array(little(value.bitPattern).reversed())
      expectBad(bad) {
        hooks($0.storage("0").integer(0).adding(real).adding([0x85]).integers([1])).adding("tR")
      }
    }
    let metadata = PickleAssembler.oneTensor {
      hooks(
        $0.global("torch._utils", "_rebuild_tensor_v2").adding("(").storage("0").integer(0).integers([4])
          .integers([1])
      ).adding("NtR")
    }
    #expect(try TestCheckpoint(pickle: metadata).tensors() == TestCheckpoint.expected)
    expect({ .badTensor(offset: $0) }, at: 38) {
      $0.global("torch._utils", "_rebuild_parameter").adding("(NNNtR")
    }
  }

  @Test func refusesOddStates() {  // P08
    expect({ .badBuildTarget(offset: $0, found: .integer) }, at: 3) { $0.adding("K\u{1}}b") }
    expect({ .badBuildTarget(offset: $0, found: .list) }, at: 2) { $0.adding("]}b") }
    expect({ .badArguments(offset: $0) }, at: 2) { $0.adding("}]b") }
    expectAccepted { $0.adding("}}b") }
    expectAccepted { $0.global("a", "B").adding(")").adding([0x81]).adding("Nb") }
  }

  @Test func refusesOddItems() {  // P09, P10
    expect({ .notADictionary(offset: $0, found: .list) }, at: 3) { $0.adding("]NNs") }
    expect(
      { .notADictionary(offset: $0, found: .tensor) }, at: PickleAssembler().tensor().bytes.count - 2 + 3
    ) {
      $0.tensor().adding("(NNu")
    }
    expect({ .oddItems(offset: $0) }, at: 3) { $0.adding("}(Nu") }
    for (opcode, kind) in [("]", PickleKind.list), ("}", .dictionary)] {
      expect({ .unhashableKey(offset: $0, found: kind) }, at: 3) { $0.adding("}\(opcode)Ns") }
    }
    expect({ .notAList(offset: $0, found: .dictionary) }, at: 2) { $0.adding("}Na") }
    expect({ .notAList(offset: $0, found: .tuple) }, at: 3) { $0.adding(")(Ne") }
    expect({ .notASet(offset: $0, found: .list) }, at: 3) { $0.adding("](N").adding([0x90]) }
    expectAccepted { $0.adding([0x8F]).adding("(N").adding([0x90]) }
    expectAccepted { $0.global("a", "B").adding(")RNNs(NNu").adding("Na(NNe") }
    // Keys that are no text name no tensor; in `state_dicts` they would have to.
    let names = PickleAssembler().adding("}").text("w").tensor().adding("sK\u{1}Ns.").bytes
    #expect(throws: Never.self) { try TestCheckpoint(pickle: names).tensors() }
    expectWhole(.keyNotText(found: .integer), PickleAssembler.dictionary("state_dicts") { $0.adding("}K\u{1}}s") })
  }

  @Test func refusesUnderflowsAndMissingMarks() {  // P11
    for instructions in ["a", "s", "R", "b", "Q", "0", "q\u{0}", "\u{1}"] where instructions != "\u{1}" {
      expectWhole(.stackUnderflow(offset: 2), PickleAssembler().adding(instructions).adding(".").bytes)
    }
    for instructions in ["t", "u", "e", "1"] {
      expectWhole(.markMissing(offset: 2), PickleAssembler().adding(instructions).adding(".").bytes)
    }
    for opcode: UInt8 in [0x85, 0x86, 0x87, 0x81, 0x92, 0x93, 0x94] {
      expect({ .stackUnderflow(offset: $0) }, at: 1) { $0.adding("(").adding([opcode]) }
    }
    expect({ .stackUnderflow(offset: $0) }, at: 2) { $0.adding("(Na") }
    expect({ .markMissing(offset: $0) }, at: 0) { $0.adding([0x90]) }
    expect({ .markMissing(offset: $0) }, at: 0) { $0.adding([0x91]) }
  }

  @Test func refusesOddEnds() {  // P12
    expectWhole(.leftoverValues(count: 0), PickleAssembler().adding(".").bytes)
    expectWhole(.leftoverValues(count: 2), PickleAssembler().adding("NN.").bytes)
    expectWhole(.leftoverValues(count: 1), PickleAssembler().adding("N(.").bytes)
    expectWhole(.trailingBytes(offset: 4), PickleAssembler().adding("N..").bytes)
    expectWhole(.truncated(offset: 3), PickleAssembler().adding("N").bytes)
    expectWhole(.truncated(offset: 2), PickleAssembler().bytes)
  }

  @Test func memoIsSparseAndChecked() {  // P13
    expect({ .undefinedMemo(offset: $0, index: 7) }, at: 0) { $0.adding("h\u{7}") }
    expect({ .undefinedMemo(offset: $0, index: .max) }, at: 0) { $0.adding("j").adding(little(UInt32.max)) }
    expectAccepted { $0.adding("Nr").adding(little(UInt32.max)).adding("0j").adding(little(UInt32.max)) }
  }

  @Test func acceptsCyclesThatNobodyWalks() {  // P14
    expectAccepted { $0.adding("]q\u{0}h\u{0}a") }
    // Each list holds the one before twice: 2⁴⁰ logical values, 40 real ones.
    expectAccepted { pickle in
      (0..<40).reduce(pickle.adding("]")) {
        $0.adding("q\($1 % 2 == 0 ? "\u{0}" : "\u{1}")").adding(
          "0](h\($1 % 2 == 0 ? "\u{0}" : "\u{1}")h\($1 % 2 == 0 ? "\u{0}" : "\u{1}")e")
      }
    }
  }

  @Test func limitsNesting() {  // P15
    for extra in [-1, 0] {
      let tuples = [UInt8](repeating: 0x85, count: CheckpointLimits.nestingDepth - 1 + extra)
      expectAccepted { $0.adding("N").adding(tuples) }
      // The entry's dictionary is no mark.
      expectAccepted {
        $0.adding([UInt8](repeating: 0x28, count: CheckpointLimits.nestingDepth + extra)).adding("N")
          .adding([UInt8](repeating: 0x31, count: CheckpointLimits.nestingDepth + extra)).adding("N")
      }
    }
    let depth = CheckpointLimits.nestingDepth
    expect({ .tooDeep(offset: $0) }, at: 1 + depth) {
      $0.adding("N").adding([UInt8](repeating: 0x85, count: depth))
    }
    expect({ .tooDeep(offset: $0) }, at: 1 + depth) {
      $0.adding("N").adding([UInt8](repeating: 0x85, count: 1_000_000))
    }
    expect({ .tooDeep(offset: $0) }, at: depth) { $0.adding([UInt8](repeating: 0x28, count: 1_000_000)) }
  }

  @Test func refusesCutAndOddTexts() {  // P16, P17
    for opcode in ["X", "B", "T"] {
      expect({ .truncated(offset: $0) }, at: 0) { $0.adding(opcode).adding(little(UInt32.max)) }
    }
    for opcode: UInt8 in [0x8D, 0x8E] {
      expect({ .truncated(offset: $0) }, at: 0) { $0.adding([opcode]).adding(little(UInt64.max)) }
      expect({ .truncated(offset: $0) }, at: 0) { $0.adding([opcode]).adding(little(Int64.max)) }
    }
    expect({ .truncated(offset: $0) }, at: 0) { $0.adding([0x8C, 200]) }
    for text: [UInt8] in [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3]] {
      expect({ .badText(offset: $0) }, at: 0) { $0.adding([0x8C, UInt8(text.count)]).adding(text) }
    }
    expect({ .badFrame(offset: $0) }, at: 0) { $0.adding([0x95]).adding(little(UInt64.max)) }
  }

  /// Python's integers have any length; where one would be a size, only those of 64 bits are.
  @Test func readsIntegersOfAnyLength() {  // P18
    for count in [0, 1, 8, 9, 16, 17, 255] {
      expectAccepted { $0.adding([0x8A, UInt8(count)] + [UInt8](repeating: 0xFF, count: count)) }
    }
    for count in [0, 8, 9, 3000] {
      expectAccepted { $0.adding([0x8B]).adding(little(UInt32(count))).adding([UInt8](repeating: 1, count: count)) }
    }
    expect({ .truncated(offset: $0) }, at: 0) { $0.adding([0x8A, 9]) }
    expect({ .truncated(offset: $0) }, at: 0) { $0.adding([0x8B, 255, 255, 255, 127]) }
    let wide: [UInt8] = [0x8A, 9] + [UInt8](repeating: 1, count: 9)
    let storage = { (pickle: PickleAssembler) in
      pickle.adding("(").text("storage").global("torch", "FloatStorage").text("0").text("cpu").adding(wide).adding("tQ")
    }
    expect({ .badStorage(offset: $0) }, at: storageEnd(storage(PickleAssembler())), storage)
  }

  @Test func readsByteArraysOfProtocol5() {
    expectAccepted { $0.adding([0x96]).adding(little(UInt64(3))).adding([1, 2, 3]) }
    expect({ .truncated(offset: $0) }, at: 0) { $0.adding([0x96]).adding(little(UInt64.max)) }
    // Buffers outside of the pickle, which no checkpoint has.
    for opcode: UInt8 in [0x97, 0x98] {
      expect({ .unsupportedOpcode(offset: $0, opcode: opcode) }, at: 0) { $0.adding([opcode]) }
    }
  }

  /// Where BINPERSID stands in a storage.
  private func storageEnd(_ pickle: PickleAssembler) -> Int { pickle.bytes.count - 2 - 1 }

  @Test func refusesOddStorages() {  // P20, P21, P23
    func check(_ error: (Int) -> PickleError, _ edit: (PickleAssembler) -> PickleAssembler) {
      expect(error, at: storageEnd(edit(PickleAssembler())), edit)
    }
    check({ .badStorage(offset: $0) }) { $0.adding("NQ") }
    check({ .badStorage(offset: $0) }) { $0.adding(")Q") }
    let parts = { (pickle: PickleAssembler) in
      pickle.adding("(").text("storage").global("torch", "FloatStorage")
    }
    check({ .badStorage(offset: $0) }) { parts($0).text("0").text("cpu").integer(4).adding("NtQ") }
    check({ .badStorage(offset: $0) }) { parts($0).text("0").text("cpu").integer(-4).adding("tQ") }
    check({ .badStorage(offset: $0) }) { parts($0).text("0").text("cpu").adding([0x88]).adding("tQ") }
    check({ .badStorage(offset: $0) }) { parts($0).integer(0).text("cpu").integer(4).adding("tQ") }
    check({ .badStorage(offset: $0) }) { parts($0).text("0").adding("N").integer(4).adding("tQ") }
    check({ .badStorage(offset: $0) }) {
      $0.adding("(").text("module").global("torch", "FloatStorage").text("0").text("cpu").integer(4).adding(
        "tQ")
    }
    check({ .unknownStorageType(offset: $0, name: "torch.OddStorage") }) {
      $0.storage("0", type: "OddStorage")
    }
    for key in ["", "../0", "0/0", "x", "-1", String(repeating: "1", count: 20)] {
      check({ .badStorageKey(offset: $0, key: key) }) { $0.storage(key) }
    }
    for key in ["9", "00"] { check({ .storageMissing(offset: $0, key: key) }) { $0.storage(key) } }
    check({ .storageWithoutData(offset: $0, key: "0") }) { $0.storage("0", location: "meta") }
    for location in ["cuda:0", "cpu", "anything"] { expectAccepted { $0.storage("0", location: location) } }
  }

  @Test func refusesStoragesThatDisagree() {  // P22
    func check(_ edit: (PickleAssembler) -> PickleAssembler) {
      expect({ .storageDisagrees(offset: $0, key: "0") }, at: storageEnd(edit(PickleAssembler())), edit)
    }
    check { $0.storage("0", type: "IntStorage") }
    check { $0.storage("0", type: "DoubleStorage", count: 2) }
    check { $0.storage("0", count: 3) }
    expectAccepted { $0.storage("0") }
  }

  @Test func refusesOtherTopLevels() {
    expectWhole(.notADictionaryAtTop(found: .none), PickleAssembler().adding("N.").bytes)
    expectWhole(.notADictionaryAtTop(found: .tuple), PickleAssembler().adding(").").bytes)
    let whole = PickleAssembler().global("my.nets", "Policy").adding(")R").adding("}b")
    expectWhole(.wholeObject(className: "my.nets.Policy"), whole.adding(".").bytes)
    expectWhole(
      .wholeObject(className: "my.nets.Policy"),
      PickleAssembler.dictionary("model") { $0.global("my.nets", "Policy").adding(")R") })
    let rebuilt = PickleAssembler().global("copyreg", "_reconstructor").adding("(").global("my.nets", "Net")
      .adding("tR")
    expectWhole(.wholeObject(className: "my.nets.Net"), rebuilt.adding(".").bytes)
    expectWhole(
      .sharded(className: "torch.distributed.tensor.DTensor"),
      PickleAssembler.dictionary("w") { $0.global("torch.distributed.tensor", "DTensor").adding(")R") })
    let refusals: [PickleError] = [
      .wholeObject(className: "A"), .notADictionaryAtTop(found: .tuple), .sharded(className: "A"),
    ]
    for error in refusals {
      #expect("\(error)".contains("torch.save(policy.state_dict()"))
    }
    expectWhole(.noStateDict(keys: []), PickleAssembler().adding("}.").bytes)
    expectWhole(.noStateDict(keys: ["a"]), PickleAssembler.dictionary("a") { $0.adding("N") })
    expectWhole(
      .noStateDict(keys: ["state_dicts"]), PickleAssembler.dictionary("state_dicts") { $0.adding("N") })
    let twice = PickleAssembler.dictionary("state_dicts") {
      $0.adding("}").text("model").adding("}s").text("model").adding("}s")
    }
    expectWhole(.duplicateKey("model"), twice)
  }
}
