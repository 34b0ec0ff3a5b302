import Testing

@testable import EdgeRuntime

/// A file of version 2, written on the day the version began, still loads and still computes the same.
struct Version2Tests {
  private static var path: String {
    "\(#filePath.dropLast("Format/Version2Tests.swift".count))Fixtures/version2.edge"
  }

  @Test(arguments: KernelSet.available) func firstFileOfTheVersionStillRuns(kernels: KernelSet) throws {
    let file = try PolicyFile(path: Self.path)
    #expect(file.goldens.count == 1)
    let golden = file.goldens[0]
    let policy = try Policy(file: file, kernels: kernels, threadCount: 2)
    let verification = try Verification(replaying: golden, with: policy)
    #expect(verification.firstFailure == nil)
    #expect(verification.comparisons.count == 4)
    for comparison in verification.comparisons {
      print("version 2, \(kernels.name), \(comparison.name): \(comparison.worstRelative)")
    }
  }

  @Test func version1IsRefusedWithWhatToDo() {
    let text = PolicyFileError.unsupportedVersion(found: 1).description
    #expect(text.contains("make it again with 'edge-tool export'"))
    #expect(PolicyFileError.unsupportedVersion(found: 3).description.contains("newer edge-tool"))
  }
}
