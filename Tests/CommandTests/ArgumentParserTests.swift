import CommandSupport
import Testing

@Suite struct ArgumentParserTests {
  @Test func sortsFlagsAndArguments() throws {
    let arguments = try SampleProgram.parse("bench", "--threads", "2", "tiny.edge", "--json", "--rate=50")
    #expect(arguments.command == "bench")
    #expect(arguments.argument("model") == "tiny.edge")
    #expect(try arguments.wholeNumber("threads", in: 1...1024) == 2)
    #expect(try arguments.positiveReal("rate") == 50)
    #expect(arguments.has("json") && !arguments.has("kernels"))
    #expect(try arguments.choice("kernels", among: ["generic"]) == nil)
  }

  @Test func takesShortFlags() throws {
    #expect(try SampleProgram.parse("bench", "-t", "4", "m").text("threads") == "4")
    #expect(try SampleProgram.parse("inspect", "-o", "out").requiredText("output") == "out")
  }

  @Test func collectsRepeatedFlags() throws {
    let arguments = try SampleProgram.parse("bench", "--set", "a=1", "--set=b=2", "m")
    #expect(arguments.texts("set") == ["a=1", "b=2"])
  }

  @Test func takesEverythingAfterTwoDashesAsArguments() throws {
    let arguments = try SampleProgram.parse("compare", "--", "--odd", "-h", "--")
    #expect(arguments.argument("reference") == "--odd")
    #expect(arguments.arguments("files") == ["-h", "--"])
  }

  @Test func takesDashesAndNegativeNumbersAsArguments() throws {
    #expect(try SampleProgram.parse("inspect", "-").optionalArgument("model") == "-")
    #expect(try SampleProgram.parse("inspect", "-.5").optionalArgument("model") == "-.5")
    #expect(try SampleProgram.parse("bench", "--rate", "-1", "m").text("rate") == "-1")
    #expect(try SampleProgram.parse("inspect", "").optionalArgument("model") == "")
    #expect(try SampleProgram.parse("inspect").optionalArgument("model") == nil)
  }

  @Test func keepsAnEmptyValueAfterAnEqualsSign() throws {
    #expect(try SampleProgram.parse("inspect", "--output=").text("output") == "")
    #expect(try SampleProgram.parse("inspect", "--output=--x").text("output") == "--x")
  }

  @Test(arguments: [
    ("0.02", 0.02), ("50", 50), ("1e-3", 1e-3), (".5", 0.5), ("5.", 5), ("123456.789", 123456.789),
    ("2.5E+2", 250), ("1e22", 1e22), ("9007199254740992", 9_007_199_254_740_992), ("0.1", 0.1),
  ])
  func readsNumbersExactly(_ text: String, _ value: Double) throws {
    #expect(try SampleProgram.parse("bench", "--rate", text, "m").positiveReal("rate") == value)
  }

  @Test(arguments: [
    "", "-", "+1", "-1", "0", "-0", "nan", "inf", "1e", "e5", ".", "1.2.3", "0x10", "1 ", "1e999", "1,5",
    "1e99999999999999999999", "12345678901234567890123", "1e-999",
  ])
  func refusesWhatIsNoPositiveNumber(_ text: String) {
    let message = SampleProgram.message(["bench", "--rate=\(text)", "m"]) { arguments throws(UsageError) in
      _ = try arguments.positiveReal("rate")
    }
    #expect(message.hasPrefix("edge-run: --rate '\(text)': expected a number greater than 0\n"))
  }

  @Test func takesAWordInsteadOfAWholeNumber() throws {
    #expect(try SampleProgram.parse("bench", "-t", "auto", "m").wholeNumber("threads", in: 1...8, or: "auto") == nil)
    #expect(try SampleProgram.parse("bench", "-t", "3", "m").wholeNumber("threads", in: 1...8, or: "auto") == 3)
    let problem = UsageProblem.notAWholeNumber("--threads", text: "9", range: 1...8, or: "auto")
    #expect(problem.description == "--threads '9': expected a whole number from 1 to 8, or auto")
    let message = SampleProgram.message(["bench", "-t", "9", "m"]) { arguments throws(UsageError) in
      _ = try arguments.wholeNumber("threads", in: 1...8, or: "auto")
    }
    #expect(message.contains(problem.description))
  }

  @Test(arguments: [("2", [2]), ("2,3", [2, 3]), ("0-3,6", [0, 1, 2, 3, 6]), ("7-7", [7])])
  func takesListsOfWholeNumbers(text: String, numbers: [Int]) throws {
    #expect(try SampleProgram.parse("bench", "-t", text, "m").wholeNumbers("threads", upTo: 7) == numbers)
  }

  @Test(arguments: ["", ",", "1,", "a", "3-1", "8", "0-8", "1-", "1--2", "1-2-3", "99999999999999999999", " 1"])
  func refusesWhatIsNoList(text: String) {
    let message = SampleProgram.message(["bench", "--threads=\(text)", "m"]) { arguments throws(UsageError) in
      _ = try arguments.wholeNumbers("threads", upTo: 7)
    }
    let problem = UsageProblem.notAList("--threads", text: text, limit: 7)
    #expect(message.contains(problem.description))
    #expect(problem.description == "--threads '\(text)': expected numbers up to 7, like 2,3 or 0-3")
  }

  @Test(arguments: [("27,54", [27, 54]), ("0.885", [0.885]), ("0,1e1", [0, 10])])
  func takesLists(text: String, numbers: [Double]) throws {
    #expect(try SampleProgram.parse("bench", "-t", text, "m").reals("threads") == numbers)
  }

  @Test(arguments: ["", ",", "1,", "a", "1,-2", "1;2", "nan"])
  func refusesWhatIsNoListOfNumbers(text: String) {
    let message = SampleProgram.message(["bench", "--threads=\(text)", "m"]) { arguments throws(UsageError) in
      _ = try arguments.reals("threads")
    }
    let problem = UsageProblem.notNumbers("--threads", text: text)
    #expect(message.contains(problem.description) && problem.description.hasSuffix("like 27,54"))
    #expect(
      UsageProblem.needsFlag("--chain-units", needed: "--chain").description
        == "--chain-units says nothing without --chain")
  }

  @Test(arguments: ["two", "0", "1025", "-1", "+1", "1.0", "", "99999999999999999999", "1_0", " 1"])
  func refusesWhatIsNoWholeNumberInRange(_ text: String) {
    let message = SampleProgram.message(["bench", "--threads=\(text)", "m"]) { arguments throws(UsageError) in
      _ = try arguments.wholeNumber("threads", in: 1...1024)
    }
    #expect(
      message == """
        edge-run: --threads '\(text)': expected a whole number from 1 to 1024
        Try 'edge-run bench --help'.
        """)
  }
}
