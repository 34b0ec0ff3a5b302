import Foundation

/// The programs that were built beside this one.
struct BuiltPrograms {
  private let directory: URL

  init() {
    directory = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
  }

  /// Runs a program; returns what it printed.
  @discardableResult func run(_ name: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = directory.appendingPathComponent(name)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError.programFailed(
        command: ([name] + arguments).joined(separator: " "), code: process.terminationStatus)
    }
    return output
  }
}
