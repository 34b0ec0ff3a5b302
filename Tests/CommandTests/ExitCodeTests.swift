import CommandSupport
import EdgeRuntime
import Testing

/// What each error tells a program's caller.
@Suite struct ExitCodeTests {
  private static let files: [(FileError, reading: ExitCode, writing: ExitCode)] = [
    (.system(operation: .open, errno: 2), .missingInput, .inputOutput),
    (.system(operation: .create, errno: 13), .inputOutput, .cannotCreate),
    (.system(operation: .read, errno: 5), .inputOutput, .inputOutput),
    (.system(operation: .write, errno: 28), .inputOutput, .inputOutput),
    (.notARegularFile, .missingInput, .inputOutput),
    (.isDirectory, .missingInput, .cannotCreate),
    (.emptyName, .badData, .cannotCreate),
    (.isInput("a"), .badData, .cannotCreate),
    (.short(offset: 0, wanted: 2, got: 1), .badData, .inputOutput),
  ]

  @Test(arguments: files) func ofFiles(error: FileError, reading: ExitCode, writing: ExitCode) {
    #expect(ExitCode(reading: error) == reading && ExitCode(writing: error) == writing)
    #expect(ExitCode(reading: SafetensorsError.file(error)) == reading)
    #expect(ExitCode(reading: RecordError.safetensors(.file(error))) == reading)
    #expect(ExitCode(reading: PolicyFileError.file(error)) == reading)
    #expect(ExitCode(writing: SafetensorsError.file(error)) == writing)
    let failure = Failure(reading: "a\tb", error)
    #expect(failure.code == reading && failure.text == "a\\tb: \(error)")
  }

  @Test func whatIsRefusedIsBadData() {
    #expect(ExitCode(reading: SafetensorsError.headerEmpty) == .badData)
    #expect(ExitCode(reading: RecordError.nothingToCompare) == .badData)
    #expect(ExitCode(reading: PolicyFileError.notAPolicyFile) == .badData)
    #expect(ExitCode(writing: SafetensorsError.headerEmpty) == .internalError)
  }
}
