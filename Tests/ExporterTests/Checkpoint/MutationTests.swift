import Exporter
import TestSupport
import Testing

/// Cuts and edits of valid checkpoints: a typed error or the very same tensors, never a trap.
@Suite struct MutationTests {
  /// A checkpoint in the trainers' form with most kinds of values.
  private let small: TestCheckpoint = {
    let pickle = PickleAssembler().adding("}").text("cfg").global("omegaconf.dictconfig", "DictConfig")
      .adding(")")
      .adding([0x81]).adding("q\u{1}}(").text("_content").adding("}").text("horizon").adding("K\u{10}s")
      .text("_parent").adding("h\u{1}ubs").text("state_dicts").adding("}").text("model").adding("}")
      .text("w").tensor().adding("s").text("v").tensor(offset: 1, shape: [2], strides: [2]).adding("ss")
      .text("optimizer").adding("}ss.")
    return TestCheckpoint(pickle: pickle.bytes)
  }()

  private static let expected = [
    "w": Tensor(shape: [4], values: [1, 2, 3, 4]), "v": Tensor(shape: [2], values: [2, 4]),
  ]

  /// Whether the file was refused; records an issue when it was read as something else.
  private func isRefused(_ bytes: [UInt8], mustBeEqual: Bool, _ comment: @autoclosure () -> String) -> Bool {
    do {
      let tensors = try TestCheckpoint.tensors(in: bytes)
      if mustBeEqual, tensors != Self.expected { Issue.record("\(comment()): read other tensors") }
      return false
    } catch is CheckpointError {
      return true
    } catch {
      Issue.record("\(comment()): \(error)")
      return true
    }
  }

  @Test func readsTheOriginal() throws {
    #expect(try small.tensors() == Self.expected)
  }

  @Test func refusesEveryTruncation() {
    let bytes = small.zip.assemble()
    for count in 0..<bytes.count {
      #expect(isRefused(Array(bytes.prefix(count)), mustBeEqual: true, "cut at \(count)"))
    }
  }

  @Test func survivesEveryByteEditOfTheFile() {
    // Checksums guard the members' bytes; what they do not guard must not matter.
    let bytes = small.zip.assemble()
    for index in bytes.indices {
      for value in Set([bytes[index] ^ 1, bytes[index] ^ 0x80, 0, 0xFF, bytes[index] &+ 1])
      where value != bytes[index] {
        var edited = bytes
        edited[index] = value
        _ = isRefused(edited, mustBeEqual: true, "byte \(index) = \(value)")
      }
    }
  }

  @Test func survivesEveryByteEditOfThePickle() {
    let pickle = small.zip.members[0].bytes
    for index in pickle.indices {
      for value in UInt8.min...UInt8.max
      where value != pickle[index] && (value % 11 == 0 || value == pickle[index] ^ 1) {
        let edited = small.editing { $0.members[0].bytes[index] = value }.zip.assemble()
        _ = isRefused(edited, mustBeEqual: false, "pickle byte \(index) = \(value)")
      }
    }
  }

  @Test(arguments: [0x5EED_0001, 0x5EED_0002, 0x5EED_0003] as [UInt64])
  func survivesSeededMutations(seed: UInt64) {
    print("mutation seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let pickle = small.zip.members[0].bytes
    let interesting: [UInt8] = [0, 1, 0x28, 0x2E, 0x52, 0x51, 0x62, 0x74, 0x75, 0x7F, 0x80, 0x8A, 0x93, 0xFF]
    for round in 0..<3_000 {
      var edited = pickle
      for _ in 0...random.next(below: 4) {
        let index = random.next(below: edited.count)
        switch random.next(below: 5) {
        case 0: edited[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: edited[index] = interesting[random.next(below: interesting.count)]
        case 2: edited.remove(at: index)
        case 3: edited.insert(interesting[random.next(below: interesting.count)], at: index)
        default:
          let end = min(edited.count, index + random.next(below: 24))
          edited.insert(contentsOf: edited[index..<end], at: random.next(below: edited.count))
        }
      }
      let file = small.editing { $0.members[0].bytes = edited }.zip.assemble()
      _ = isRefused(file, mustBeEqual: false, "seed \(seed) round \(round)")
    }
  }
}
