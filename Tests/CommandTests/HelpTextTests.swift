import CommandSupport
import Testing

@Suite struct HelpTextTests {
  @Test(arguments: [["--help"], ["-h"], ["help"]])
  func showsTheProgram(_ words: [String]) throws {
    guard case .print(let text) = try SampleProgram.specification.parse(words) else {
      throw SampleProgram.NotRun()
    }
    #expect(
      text == """
        Usage: edge-run <command> [flags]

        Runs exported robot policies.

        Commands:
          bench    Measure how long one step of a policy takes.
          compare  Compare files.
          inspect  Show what a file holds.
          help     Show the help of a command.

        Flags:
          -h, --help     Show this help.
              --version  Show the version.

        Run 'edge-run <command> --help' for the flags of a command.

        """)
  }

  @Test(arguments: [
    ["bench", "--help"], ["bench", "-h"], ["help", "bench"],
    ["bench", "m", "--threads", "2", "-h", "--wrong"],
  ])
  func showsACommand(_ words: [String]) throws {
    guard case .print(let text) = try SampleProgram.specification.parse(words) else {
      throw SampleProgram.NotRun()
    }
    #expect(
      text == """
        Usage: edge-run bench [flags] <model>

        Measure how long one step of a policy takes.

        Reports the median, the 99th percentile and the longest step, after a warm-up
        that is not counted.

        Arguments:
          <model>  The flat policy file.

        Flags:
          -t, --threads N      Worker threads, 1 to 1024 (default: all processors).
              --rate HERTZ     Steps a second.
              --kernels NAME   The kernels to use: generic, avx2 or neon.
              --set KEY=VALUE  Override a field of the configuration. May be repeated.
              --very-long-flag-name-indeed SOMETHING
                               A flag whose synopsis is wider than the left column, and
                               whose help is wrapped too.
              --json           Print one line of JSON.
          -h, --help           Show this help.

        """)
  }

  @Test func showsOptionalAndRepeatedArguments() throws {
    #expect(try SampleProgram.text("inspect", "-h").hasPrefix("Usage: edge-run inspect [flags] [<model>]\n"))
    #expect(
      try SampleProgram.text("compare", "-h").hasPrefix("Usage: edge-run compare <reference> <files>...\n"))
  }

  @Test func showsTheVersion() throws {
    #expect(try SampleProgram.text("--version") == "edge-run 1.0.0")
  }
}
