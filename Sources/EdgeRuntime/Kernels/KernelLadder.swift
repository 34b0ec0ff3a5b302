import CPlatform

/// The instruction sets as rungs: each replaces some kernels of those below it, and "generic" carries them all.
///
/// A kernel that no rung below the processor's replaces is the Swift reference: slower, never missing.
enum KernelLadder {
  /// The processors that have an instruction set at all.
  enum Architecture {
    case x86_64
    case arm64
  }

  /// One instruction set.
  struct Rung {
    /// What `EDGE_KERNELS` calls it.
    let name: String
    let architecture: Architecture
    /// Bits of `edge_cpu_features()` that it takes, all of them.
    let features: UInt32
    /// What `KernelSet.leastSharedWork` becomes, if its floats are faster than those below.
    var leastSharedWork: Int?
    /// What `KernelSet.codedRows` becomes, if it multiplies by coded weights faster than those below.
    var codedRows: Int?
    /// What `KernelSet.leastCodedHalfBytes` becomes, if it says how many rows are coded.
    var leastCodedHalfBytes: Int?
    /// What it replaces; empty in a build for the other architecture.
    let replacements: [KernelReplacement]
  }

  /// Every rung there is, from the bottom up, on whatever processor.
  static var rungs: [Rung] {
    [
      KernelSet.avx2fma, KernelSet.avx512, KernelSet.avx512vnni, KernelSet.avx512vbmi,
      KernelSet.armcrc, KernelSet.neon, KernelSet.neondot, KernelSet.neoni8mm,
    ]
  }

  /// The name of the set that no rung has changed.
  static let genericName = "generic"

  #if arch(x86_64)
  static let architecture = Architecture.x86_64
  #else
  static let architecture = Architecture.arm64
  #endif

  /// The sets that a processor with `features` can run, the fastest first and "generic" last.
  static func sets(features: UInt32) -> [KernelSet] {
    var set = KernelSet.generic
    var sets = [set]
    for rung in rungs where rung.architecture == architecture && rung.features & ~features == 0 {
      set.climb(rung)
      sets.append(set)
    }
    return sets.reversed()
  }
}
