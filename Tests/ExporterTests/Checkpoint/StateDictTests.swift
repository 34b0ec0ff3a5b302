import Testing

@testable import Exporter

/// State dicts found where trainers put them, under the names that their wrappers give.
struct StateDictTests {
  private static let landmark = "model.down_modules.0.0.blocks.0.block.0.weight"

  /// Opens a checkpoint whose top level is the dictionary that `body` fills.
  private func open(_ body: (PickleAssembler) -> PickleAssembler) throws -> Checkpoint {
    let pickle = body(PickleAssembler().adding("}")).adding(".").bytes
    return try TestCheckpoint.open(TestCheckpoint(pickle: pickle).zip.assemble())
  }

  private func dictionary(_ names: [String], in pickle: PickleAssembler) -> PickleAssembler {
    names.reduce(pickle.adding("}")) { $0.text($1).tensor().adding("s") }
  }

  @Test(arguments: [
    ("module.a.b", "a.b"), ("a._orig_mod.b", "a.b"), ("_orig_mod.module.a.b", "a.b"), ("a.b", "a.b"),
    ("submodule.a", "submodule.a"), ("a.module", "a.module"), ("a.module.b._orig_mod.c", "a.b.c"),
  ])
  func wrappersAreTakenOutOfNames(name: String, plain: String) {
    #expect(WrapperNames.unwrapped(name) == plain)
  }

  @Test func aPolicyInsideSomethingIsFound() throws {
    let checkpoint = try open { pickle in
      ["policy.\(Self.landmark)", "policy.normalizer.x", "loss.weight"].reduce(pickle) {
        $0.text($1).tensor().adding("s")
      }
    }
    #expect(checkpoint.stateDictNames == ["model"])
    #expect(checkpoint.tensorNames(in: "model") == [Self.landmark, "normalizer.x", "loss.weight"])
  }

  @Test func severalPoliciesInOneDictionaryAreTwoStateDicts() throws {
    let checkpoint = try open { pickle in
      ["policy.\(Self.landmark)", "ema_policy.\(Self.landmark)", "policy.w"].reduce(pickle) {
        $0.text($1).tensor().adding("s")
      }
    }
    #expect(checkpoint.stateDictNames == ["policy", "ema_policy"])
    #expect(checkpoint.tensorNames(in: "policy") == [Self.landmark, "w"])
    #expect(checkpoint.tensorNames(in: "ema_policy") == [Self.landmark])
  }

  @Test func dictionariesOneLevelDownAreStateDicts() throws {
    let checkpoint = try open { pickle in
      let first = dictionary(["w"], in: pickle.text("model_state_dict")).adding("s")
      let second = dictionary(["w"], in: first.text("ema")).adding("s")
      return second.text("epoch").integer(3).adding("s").text("optimizer").adding("}").text("lr").integer(1).adding(
        "ss")
    }
    #expect(checkpoint.stateDictNames == ["model_state_dict", "ema"])
  }

  @Test func namesThatBecomeOneAreRefused() {
    #expect(throws: CheckpointError.tensor(.duplicateName("w"))) {
      try open { $0.text("w").tensor().adding("s").text("module.w").tensor().adding("s") }
    }
  }
}
