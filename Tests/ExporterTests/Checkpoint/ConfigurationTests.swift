import Exporter
import Testing

/// Configurations as plain data: OmegaConf's objects, references, cycles, limits.
@Suite struct ConfigurationTests {
  private func configuration(_ value: (PickleAssembler) -> PickleAssembler) throws -> ConfigurationNode? {
    let pickle = value(PickleAssembler().adding("}").text("cfg")).adding("s").text("state_dicts").adding(
      "}s."
    ).bytes
    return try TestCheckpoint.open(TestCheckpoint(pickle: pickle).zip.assemble()).configuration
  }

  private static let sample = ConfigurationNode.dictionary([
    .init(key: "horizon", value: .integer(16)),
    .init(key: "same", value: .string("${horizon}")),
    .init(key: "loop", value: .string("${other}")),
    .init(key: "other", value: .string("${loop}")),
    .init(key: "self", value: .string("${self}")),
    .init(key: "sum", value: .string("${eval:'${horizon}-1'}")),
    .init(key: "call", value: .string("${eval:'len(${task})'}")),
    .init(key: "around", value: .string("${eval:'${around}+1'}")),
    .init(key: "when", value: .string("${now:%Y}")),
    .init(key: "text", value: .string("run_${horizon}")),
    .init(key: "gone", value: .string("${nowhere.at.all}")),
    .init(key: "unset", value: .string("???")),
    .init(key: "shape", value: .string("${task.shape}")),
    .init(
      key: "task",
      value: .dictionary([
        .init(
          key: "shape", value: .dictionary([.init(key: "obs", value: .list([.integer(512), .integer(3)]))])),
        .init(key: "sibling", value: .string("${.shape}")), .init(key: "up", value: .string("${..horizon}")),
        .init(key: "above", value: .string("${....horizon}")),
      ])),
  ])

  @Test func followsReferences() throws {
    let root = Self.sample
    #expect(try root.value(at: "horizon") == .integer(16))
    #expect(try root.value(at: "same") == .integer(16))
    #expect(try root.value(at: "shape.obs.1") == .integer(3))
    #expect(try root.value(at: "task.sibling.obs.0") == .integer(512))
    #expect(try root.value(at: "task.up") == .integer(16))
    for path in [
      "absent", "horizon.deeper", "shape.absent", "shape.obs.2", "shape.obs.-1", "unset", "task.absent.x",
    ] {
      #expect(try root.value(at: path) == nil)
    }
  }

  @Test func refusesReferencesThatLeadNowhere() {
    func expect(_ error: ConfigurationError, _ path: String) {
      #expect(throws: CheckpointError.configuration(error)) { try Self.sample.value(at: path) }
    }
    for path in ["loop", "other", "self", "self.x", "around"] { expect(.circularReference(path: path), path) }
    expect(.danglingReference(path: "gone", reference: "nowhere"), "gone")
    expect(.unresolvable(path: "call", text: "${eval:'len(${task})'}"), "call")
    expect(.unresolvable(path: "when", text: "${now:%Y}"), "when")
    expect(.unresolvable(path: "text", text: "run_${horizon}"), "text")
    expect(.unresolvable(path: "task.above", text: "${....horizon}"), "task.above")
  }

  /// The values are Python's.
  @Test(arguments: [
    ("'${horizon}-1'", ConfigurationNode.integer(15)), ("'8+0'", .integer(8)), ("\"${horizon}*2\"", .integer(32)),
    ("-${minus}//2", .integer(3)), ("${minus}//2", .integer(-4)), ("${minus}%4", .integer(1)), ("7%-4", .integer(-1)),
    ("2+3*4-(1+1)", .integer(12)), ("7/2", .real(3.5)), ("1.5*2", .real(3)), ("7.5//2", .real(3)),
    (" ${horizon} if ${no} or ${yes} else 4", .integer(16)), (" 4 if ${no} and ${yes} else None", .null),
    ("not ${no}", .boolean(true)), ("not not 0", .boolean(false)), ("${horizon}==16", .boolean(true)),
    ("1 != 1.0", .boolean(false)), ("2 <= 2", .boolean(true)), ("3>4", .boolean(false)), ("0 or 5", .integer(5)),
    ("1 if 0 else 2 if 0 else 3", .integer(3)),
  ])
  func arithmeticIsEvaluated(text: String, value: ConfigurationNode) throws {
    let root = ConfigurationNode.dictionary([
      .init(key: "horizon", value: .integer(16)), .init(key: "minus", value: .integer(-7)),
      .init(key: "yes", value: .boolean(true)), .init(key: "no", value: .boolean(false)),
      .init(key: "it", value: .string("${eval:\(text)}")),
    ])
    #expect(try root.value(at: "it") == value)
  }

  @Test(arguments: [
    "", "1+", "(1", "1)", "1 2", "1//0", "1%0", "1/0", "a", "__import__('os')", "1;2", "'a'+1", "1 if 2", "${gone.x",
    "2**3",
    "9223372036854775807+1", "-9223372036854775807-2", "9223372036854775807*2", "${list}+1", "1<None",
    String(repeating: "(", count: 40) + "1" + String(repeating: ")", count: 40),
    String(repeating: "1+", count: 600) + "1",
  ])
  func otherExpressionsAreNot(text: String) {
    let root = ConfigurationNode.dictionary([
      .init(key: "list", value: .list([])), .init(key: "it", value: .string("${eval:\(text)}")),
    ])
    #expect(throws: CheckpointError.configuration(.unresolvable(path: "it", text: "${eval:\(text)}"))) {
      try root.value(at: "it")
    }
  }

  @Test func limitsReferences() throws {
    for extra in [-1, 0, 1] {
      let count = CheckpointLimits.referenceCount + extra
      let chain = (0..<count).map { ConfigurationNode.Entry(key: "k\($0)", value: .string("${k\($0 + 1)}")) }
      let root = ConfigurationNode.dictionary(chain + [.init(key: "k\(count)", value: .integer(7))])
      if extra <= 0 {
        #expect(try root.value(at: "k0") == .integer(7))
      } else {
        #expect(throws: CheckpointError.configuration(.circularReference(path: "k0"))) {
          try root.value(at: "k0")
        }
      }
    }
  }

  @Test func readsPlainData() throws {
    let read = try configuration {
      $0.adding("}(").text("a").integer(-3).text("b").adding([0x47, 0x3F, 0xE0, 0, 0, 0, 0, 0, 0]).text("c")
        .adding([0x88]).text("d").adding("N").text("e").adding("](").text("x").adding("K\u{2}e").integer(7)
        .adding("C\u{1}zu")
    }
    #expect(
      read
        == .dictionary([
          .init(key: "a", value: .integer(-3)), .init(key: "b", value: .real(0.5)),
          .init(key: "c", value: .boolean(true)), .init(key: "d", value: .null),
          .init(key: "e", value: .list([.string("x"), .integer(2)])), .init(key: "7", value: .opaque),
        ]))
  }

  @Test func refusesOddKeys() {
    #expect(throws: CheckpointError.configuration(.badKey)) { try configuration { $0.adding("}NNs") } }
    #expect(throws: CheckpointError.configuration(.duplicateKey("a"))) {
      try configuration { $0.adding("}").text("a").adding("Ns").text("a").adding("Ns") }
    }
  }

  @Test func refusesCyclesAndDoubling() {
    // Reached through the memo, so that the depth while reading stays small.
    #expect(throws: CheckpointError.configuration(.tooDeep)) {
      try configuration { $0.adding("]q\u{0}h\u{0}a") }
    }
    let inner = { (pickle: PickleAssembler) in
      pickle.global("omegaconf.nodes", "AnyNode").adding(")").adding([0x81]).adding("q\u{0}}").text("_val")
        .adding("h\u{0}sb")
    }
    #expect(throws: CheckpointError.configuration(.tooDeep)) { try configuration(inner) }
    #expect(throws: CheckpointError.configuration(.tooLarge)) {
      try configuration { pickle in
        (0..<40).reduce(pickle.adding("]q\u{0}")) { part, _ in part.adding("0](h\u{0}h\u{0}eq\u{0}") }
      }
    }
    // One large text, many times.
    #expect(throws: CheckpointError.configuration(.tooLarge)) {
      try configuration { pickle in
        let long = pickle.adding("](").text(String(repeating: "x", count: 1 << 20)).adding("q\u{0}")
        return (0..<16).reduce(long) { part, _ in part.adding("h\u{0}") }.adding("e")
      }
    }
  }

  @Test func refusesWhatIsNoDictionary() {
    #expect(throws: CheckpointError.configuration(.notADictionary(found: "a list"))) {
      try configuration { $0.adding("]") }
    }
    #expect(throws: CheckpointError.configuration(.notADictionary(found: "argparse.Namespace"))) {
      try configuration { $0.global("argparse", "Namespace").adding(")R") }
    }
  }

  @Test func limitsNodes() throws {
    for extra in [-1, 0, 1] {
      // The dictionary and the list are nodes too.
      let count = CheckpointLimits.configurationNodeCount - 2 + extra
      let load = {
        try self.configuration {
          $0.adding("}").text("a").adding("](").adding([UInt8](repeating: 0x4E, count: count)).adding("es")
        }
      }
      if extra <= 0 {
        let list = ConfigurationNode.list([ConfigurationNode](repeating: .null, count: count))
        #expect(try load() == .dictionary([.init(key: "a", value: list)]))
      } else {
        #expect(throws: CheckpointError.configuration(.tooLarge)) { try load() }
      }
    }
  }
}
