import Glibc
import Testing

@testable import EdgeRuntime

@Suite struct KernelDispatchTests {
  /// The kernels another processor has.
  private var foreign: String {
    #if arch(x86_64)
    "neon"
    #else
    "avx2fma"
    #endif
  }

  @Test func everyAvailableSetIsFoundByName() throws {
    let names = KernelSet.available.map(\.name)
    #expect(names.last == "generic")
    #expect(Set(names).count == names.count)
    #expect(KernelSet.best.name == names.first)
    for name in names { #expect(try KernelSet.named(name).name == name) }
  }

  @Test func unknownNameIsRefused() {
    #expect(throws: KernelSetError.unknown("avx9")) { try KernelSet.named("avx9") }
    #expect("\(KernelSetError.unknown("avx9"))".contains("generic"))
  }

  @Test func nameOfAnotherProcessorIsRefusedAsUnavailable() {
    #expect(throws: KernelSetError.unavailable(foreign)) { try KernelSet.named(foreign) }
    #expect("\(KernelSetError.unavailable(foreign))".contains("cannot run the kernels '\(foreign)'"))
  }

  /// Every kernel of a set by the slot it fills, as addresses.
  private static func addresses(_ set: KernelSet) -> [String: UInt] {
    [
      "gemm": unsafeBitCast(set.gemm, to: UInt.self),
      "gemmF16": unsafeBitCast(set.gemmF16, to: UInt.self),
      "gemmC16": unsafeBitCast(set.gemmC16, to: UInt.self),
      "gemmC32": unsafeBitCast(set.gemmC32, to: UInt.self),
      "gemmInt8": unsafeBitCast(set.gemmInt8, to: UInt.self),
      "gemmW8": unsafeBitCast(set.gemmW8, to: UInt.self),
      "quantizeRows": unsafeBitCast(set.quantizeRows, to: UInt.self),
      "groupNorm": unsafeBitCast(set.groupNorm, to: UInt.self),
      "layerNorm": unsafeBitCast(set.layerNorm, to: UInt.self),
      "columnMax": unsafeBitCast(set.columnMax, to: UInt.self),
      "columnArgMax": unsafeBitCast(set.columnArgMax, to: UInt.self),
      "mish": unsafeBitCast(set.mish, to: UInt.self),
      "readProbe": unsafeBitCast(set.readProbe, to: UInt.self),
      "multiplyAddProbe": unsafeBitCast(set.multiplyAddProbe, to: UInt.self),
      "integerProbe": unsafeBitCast(set.integerProbe, to: UInt.self),
      "crc32c": unsafeBitCast(set.crc32c, to: UInt.self),
    ]
  }

  /// The slot that a replacement fills, and its address.
  private static func slot(_ replacement: KernelReplacement) -> (name: String, address: UInt) {
    switch replacement {
    case .gemm(let function): ("gemm", unsafeBitCast(function, to: UInt.self))
    case .gemmF16(let function): ("gemmF16", unsafeBitCast(function, to: UInt.self))
    case .gemmC16(let function): ("gemmC16", unsafeBitCast(function, to: UInt.self))
    case .gemmC32(let function): ("gemmC32", unsafeBitCast(function, to: UInt.self))
    case .gemmInt8(let function): ("gemmInt8", unsafeBitCast(function, to: UInt.self))
    case .gemmW8(let function): ("gemmW8", unsafeBitCast(function, to: UInt.self))
    case .quantizeRows(let function): ("quantizeRows", unsafeBitCast(function, to: UInt.self))
    case .groupNorm(let function): ("groupNorm", unsafeBitCast(function, to: UInt.self))
    case .layerNorm(let function): ("layerNorm", unsafeBitCast(function, to: UInt.self))
    case .columnMax(let function): ("columnMax", unsafeBitCast(function, to: UInt.self))
    case .columnArgMax(let function): ("columnArgMax", unsafeBitCast(function, to: UInt.self))
    case .mish(let function): ("mish", unsafeBitCast(function, to: UInt.self))
    case .readProbe(let function): ("readProbe", unsafeBitCast(function, to: UInt.self))
    case .multiplyAddProbe(let function): ("multiplyAddProbe", unsafeBitCast(function, to: UInt.self))
    case .integerProbe(let function): ("integerProbe", unsafeBitCast(function, to: UInt.self))
    case .crc32c(let function): ("crc32c", unsafeBitCast(function, to: UInt.self))
    }
  }

  /// Each rung changes what it says, leaves the rest as the rung below has it, and a name gives those kernels.
  @Test func everyRungReplacesWhatItSays() throws {
    var expected = Self.addresses(.generic)
    let reachable = KernelLadder.rungs.filter { rung in KernelSet.available.contains { $0.name == rung.name } }
    #expect(KernelSet.available.map(\.name) == reachable.reversed().map(\.name) + ["generic"])
    for rung in reachable {
      for (name, address) in rung.replacements.map(Self.slot) {
        #expect(expected[name] != address, "\(rung.name) replaces \(name) by what was there")
        expected[name] = address
      }
      #expect(Self.addresses(try .named(rung.name)) == expected, "\(rung.name)")
    }
  }

  @Test func aRungTakesAllItsFeatures() {
    for rung in KernelLadder.rungs where rung.architecture == KernelLadder.architecture {
      #expect(!rung.replacements.isEmpty)
      for bit in 0..<32 where rung.features & (1 << bit) != 0 {
        let sets = KernelLadder.sets(features: ~(1 << bit))
        #expect(!sets.contains { $0.name == rung.name }, "\(rung.name) without feature \(bit)")
      }
    }
    #expect(KernelLadder.sets(features: 0).map(\.name) == ["generic"])
  }

  @Test func environmentNamesTheSet() async {
    await #expect(processExitsWith: .success) {
      setenv("EDGE_KERNELS", "generic", 1)
      let forced = try KernelSet.chosen()
      setenv("EDGE_KERNELS", "", 1)
      let chosen = try KernelSet.chosen()
      exit(forced.name == "generic" && chosen.name == KernelSet.best.name ? 0 : 1)
    }
    await #expect(processExitsWith: .success) {
      setenv("EDGE_KERNELS", "fastest", 1)
      do throws(KernelSetError) { _ = try KernelSet.chosen() } catch {
        exit(error == .unknown("fastest") ? 0 : 1)
      }
      exit(1)
    }
  }
}
