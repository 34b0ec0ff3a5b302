import TestSupport
import Testing

/// The table of `docs/kernels.md` shows which kernels there are.
struct KernelCoverageTests {
  static let document = "docs/kernels.md"
  static let sets = ["x86_64", "aarch64"].flatMap { KernelTests.instructionSets[$0] ?? [] }

  /// The table as it should stand: a row for each operation, a mark under each set that has a kernel of its own.
  static func table(paths: [String]) -> [String] {
    let kernels = paths.compactMap(KernelTests.parts)
    let operations = Set(kernels.map(\.operation)).sorted()
    let head = ["| operation | ", sets.map { "`\($0)`" }.joined(separator: " | "), " |"].joined()
    return [head, "|---|" + sets.map { _ in ":-:|" }.joined()]
      + operations.map { operation in
        let marks = sets.map { set in kernels.contains { $0.operation == operation && $0.set == set } ? "●" : "" }
        return "| `\(operation.dropFirst("edge_".count))` | " + marks.joined(separator: " | ") + " |"
      }
  }

  @Test func theDocumentShowsEveryKernel() throws {
    let text = try #require(Repository.text(of: Self.document))
    let table = Self.table(paths: Repository.paths)
    #expect(table.count > 10, "the search for kernels finds nothing")
    #expect(text.contains(table.joined(separator: "\n")), "\(Self.document) lacks:\n\(table.joined(separator: "\n"))")
    let known = Set(Repository.paths.compactMap(KernelTests.parts).map(\.set))
    #expect(known.subtracting(Self.sets).isEmpty, "the table lacks an instruction set")
  }

  @Test func marksWhatIsThere() {
    let table = Self.table(paths: [
      "Sources/CKernels/x86_64/edge_scale_f32__avx2fma.c", "Sources/CKernels/aarch64/edge_scale_f32__neon.c",
      "Sources/CKernels/aarch64/lanes_neon.h",
    ])
    #expect(table.dropFirst(2) == ["| `scale_f32` |  | ● |  |  |  |  | ● |  |  |"])
  }
}
