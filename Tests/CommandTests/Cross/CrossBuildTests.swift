import Foundation
import TestSupport
import Testing

/// What `cross/build` says of its targets; that it builds is proved by building.
@Suite struct CrossBuildTests {
  private let script = BuiltProgram(path: Repository.path("cross/build"))

  @Test func listsTargetsAndNamesThePackageThatIsMissing() throws {
    let directory = TemporaryDirectory()
    let table = try String(contentsOfFile: Repository.path("cross/targets.tsv"), encoding: .utf8)
    let changed = directory.path("targets.tsv")
    try table.replacing("\taarch64-linux-gnu-gcc\t", with: "\tno-such-gcc\t")
      .write(toFile: changed, atomically: true, encoding: .utf8)
    let list = try script.run(["--list"], environment: ["EDGE_CROSS_TARGETS": changed])
    #expect(list.status == 0, "\(list.errors)")
    let lines = list.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 4)
    #expect(lines[0].hasPrefix("x86_64-unknown-linux-gnu, dynamic: "))
    #expect(lines[1].hasSuffix("; all there"))
    #expect(lines[2].hasPrefix("aarch64-none-none-elf, static: "))
    #expect(lines[3].hasSuffix("needs 'no-such-gcc', which comes with Debian's gcc-aarch64-linux-gnu"))
    let build = try script.run(
      ["--target", "aarch64-none-none-elf"],
      environment: ["EDGE_CROSS_TARGETS": changed, "EDGE_CROSS_OUTPUT": directory.path("build")])
    #expect(build.status == 69 && build.output.contains("no-such-gcc"), "\(build.output)")
  }

  @Test func refusesATargetThatIsNotInTheTable() throws {
    let result = try script.run(["--target", "riscv64"])
    #expect(result.status == 64 && result.errors.contains("knows no target 'riscv64'"))
  }
}
