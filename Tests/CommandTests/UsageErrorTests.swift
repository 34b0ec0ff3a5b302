import CommandSupport
import Testing

@Suite struct UsageErrorTests {
  @Test(arguments: [
    ([], "a command is missing", "edge-run"),
    (["bnech"], "unknown command 'bnech'; did you mean bench?", "edge-run"),
    (["quantize"], "unknown command 'quantize'", "edge-run"),
    (["\u{1B}[2J"], "unknown command '\\u{1b}[2J'", "edge-run"),
    (["--hepl"], "unknown flag --hepl; did you mean --help?", "edge-run"),
    (["help", "benhc"], "unknown command 'benhc'; did you mean bench?", "edge-run"),
    (["bench", "--thread", "2", "m"], "unknown flag --thread; did you mean --threads?", "edge-run bench"),
    (["bench", "--thread=2", "m"], "unknown flag --thread; did you mean --threads?", "edge-run bench"),
    (["bench", "--frobnicate", "m"], "unknown flag --frobnicate", "edge-run bench"),
    (["bench", "-x"], "unknown flag -x", "edge-run bench"),
    (["bench", "m", "--threads"], "--threads needs a value: --threads N", "edge-run bench"),
    (["bench", "--threads", "--json", "m"], "--threads needs a value: --threads N", "edge-run bench"),
    (["bench", "--json=yes", "m"], "--json takes no value", "edge-run bench"),
    (["bench", "-t", "1", "--threads", "2"], "--threads is given twice", "edge-run bench"),
    (["bench", "--json", "--json"], "--json is given twice", "edge-run bench"),
    (["bench"], "<model> is missing", "edge-run bench"),
    (["compare", "a"], "<files> is missing", "edge-run compare"),
    (["bench", "a", "b\nc"], "unexpected argument 'b\\nc'", "edge-run bench"),
  ])
  func saysWhatIsWrong(_ words: [String], _ problem: String, _ help: String) {
    #expect(SampleProgram.message(words) == "edge-run: \(problem)\nTry '\(help) --help'.")
  }

  @Test func listsChoices() {
    let message = SampleProgram.message(["bench", "--kernels", "avx", "m"]) { arguments throws(UsageError) in
      _ = try arguments.choice("kernels", among: ["generic", "avx2", "neon"])
    }
    #expect(
      message == """
        edge-run: --kernels 'avx': expected generic, avx2 or neon; did you mean avx2?
        Try 'edge-run bench --help'.
        """)
  }

  @Test func namesAMissingFlag() {
    let message = SampleProgram.message(["inspect"]) { arguments throws(UsageError) in
      _ = try arguments.requiredText("output")
    }
    #expect(message == "edge-run: --output is missing\nTry 'edge-run inspect --help'.")
  }

  @Test func namesAnOpenRange() throws {
    let error = try SampleProgram.parse("inspect").error(
      .notAWholeNumber("--n", text: "x", range: 3...Int.max))
    #expect(error.problem.description == "--n 'x': expected a whole number of at least 3")
  }

  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1),
    ("abc", "axc", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("", "abc", 3),
  ])
  func countsEdits(_ first: String, _ second: String, _ distance: Int) {
    #expect(NearestWord.distance(first, second) == distance)
    #expect(NearestWord.distance(second, first) == distance)
  }

  @Test func guessesOnlyNearWords() {
    #expect(NearestWord.find("xyz", among: ["run", "bench"]) == nil)
    #expect(NearestWord.find("rnu", among: ["bench", "run"]) == "run")
    #expect(NearestWord.find("a", among: []) == nil)
    #expect(NearestWord.find(String(repeating: "x", count: 100_000), among: ["bench"]) == nil)
  }
}
