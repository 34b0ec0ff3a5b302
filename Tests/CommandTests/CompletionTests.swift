import CommandSupport
import Foundation
import TestSupport
import Testing

/// What shells make of the completion scripts.
@Suite struct CompletionTests {
  /// What Bash offers for the last of some words.
  private func offers(_ words: String...) throws -> [String] {
    let script = try SampleProgram.text("help", "--completion", "bash")
    let typed = words.map { "'\($0)'" }.joined(separator: " ")
    let test = """
      \(script)
      COMP_WORDS=(\(typed)) COMP_CWORD=\(words.count - 1)
      _edge_run
      printf '%s ' "${COMPREPLY[@]}"
      """
    let result = try BuiltProgram(path: "/bin/bash").run(["-c", test])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    return result.output.split(separator: " ").map(String.init)
  }

  @Test func bashOffersCommandsThenFlags() throws {
    #expect(try offers("edge-run", "") == ["bench", "compare", "inspect", "help", "--help", "--version"])
    #expect(try offers("edge-run", "in") == ["inspect"])
    #expect(
      try offers("edge-run", "bench", "--") == [
        "--threads", "--rate", "--kernels", "--set", "--very-long-flag-name-indeed", "--json", "--help",
      ])
    #expect(try offers("edge-run", "bench", "model", "--th") == ["--threads"])
    #expect(try offers("edge-run", "help", "c") == ["compare"])
    #expect(try offers("edge-run", "help", "--c") == ["--completion"])
    #expect(try offers("edge-run", "bench", "mod").isEmpty, "files are the shell's own")
    #expect(try offers("edge-run", "wrong", "--").isEmpty)
  }

  /// The others at least understand their script, quotes and all, where they are installed.
  @Test(arguments: ["bash", "zsh", "fish"]) func scriptsAreSound(shell: String) throws {
    let specification = ProgramSpecification(
      name: "edge-run", summary: "It's a program.", version: "1",
      commands: [
        CommandSpecification(
          name: "turn", summary: "Don't: [stop] \\ $HOME `date` \"now\".",
          flags: [.value("at", short: "a", "WHEN", isRepeatable: true, help: "When it's [due]: 'now' or \\later.")])
      ])
    guard case .print(let script) = try specification.parse(["help", "--completion", shell]) else {
      throw SampleProgram.NotRun()
    }
    #expect(script.contains("--at") || script.contains("-l at"))
    let path = "/usr/bin/\(shell)"
    guard FileManager.default.isExecutableFile(atPath: path) else { return }
    let directory = TemporaryDirectory()
    let file = directory.path("completion")
    try script.write(toFile: file, atomically: true, encoding: .utf8)
    let result = try BuiltProgram(path: path).run(["-n", file])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
  }

  @Test func unknownShellsAreRefused() {
    let message = SampleProgram.message(["help", "--completion", "zhs"])
    #expect(
      message == """
        edge-run: --completion 'zhs': expected bash, zsh or fish; did you mean zsh?
        Try 'edge-run help --help'.
        """)
    #expect(SampleProgram.message(["help", "--man", "--completion", "zsh"]).contains("exclude each other"))
  }

  /// Nothing of a description is a request to the formatter.
  @Test func manualPagesEscape() throws {
    let specification = ProgramSpecification(
      name: "edge-run", summary: "Runs.", version: "1",
      commands: [CommandSpecification(name: "turn", summary: ".so it's a \\fBbold\\fR move - perhaps.")])
    guard case .print(let page) = try specification.parse(["help", "--man"]) else { throw SampleProgram.NotRun() }
    #expect(page.contains("\n\\&.so it's a \\efBbold\\efR move \\- perhaps.\n"))
    #expect(page.contains("edge\\-run \\- runs\n"))
  }
}
