import TestSupport
import Testing

@testable import EdgeRuntime

/// Files of version 2, written when the version began, still load and still compute the same.
struct Version2Tests {
  private static func file(_ name: String) throws -> PolicyFile {
    try PolicyFile(path: Repository.path("Tests/EdgeRuntimeTests/Fixtures/\(name).edge"))
  }

  @Test(arguments: KernelSet.available) func firstFileOfTheVersionStillRuns(kernels: KernelSet) throws {
    let file = try Self.file("version2")
    #expect(file.goldens.count == 1)
    let golden = file.goldens[0]
    let policy = try Policy(file: file, kernels: kernels.sharingAll, threadCount: 2)
    let verification = try Verification(replaying: golden, with: policy)
    #expect(verification.firstFailure == nil)
    #expect(verification.comparisons.count == 4)
    for comparison in verification.comparisons {
      print("version 2, \(kernels.name), \(comparison.name): \(comparison.worstRelative)")
    }
  }

  /// Quantised files: their own record judges, the float file's tells the distance.
  @Test(arguments: KernelSet.available, ["version2.int8", "version2.w8"])
  func firstQuantizedFilesStillRun(kernels: KernelSet, name: String) throws {
    let file = try Self.file(name)
    let goldens = file.goldens
    #expect(goldens.count == 2)
    let policy = try Policy(file: file, kernels: kernels.sharingAll, threadCount: 2)
    let own = try Verification(replaying: goldens[0], with: policy)
    #expect(own.firstFailure == nil && own.unknown.isEmpty && !own.isDistance)
    let sums = own.comparisons.filter { $0.name.hasSuffix(" sums") }
    #expect(sums.count == (name == "version2.int8" ? 2 : 0) && sums.allSatisfy { $0.worstAbsolute == 0 })
    let distance = try Verification(replaying: goldens[1], with: policy)
    let worst = try #require(distance.comparisons.map(\.worstRelative).max())
    print("\(name), \(kernels.name): \(worst) away from the floats")
    #expect(distance.isDistance && worst > 0 && worst < 0.1)
  }

  @Test func version1IsRefusedWithWhatToDo() {
    let text = PolicyFileError.unsupportedVersion(found: 1).description
    #expect(text.contains("make it again with 'edge-tool export'"))
    #expect(PolicyFileError.unsupportedVersion(found: 6).description.contains("newer edge-tool"))
  }
}
