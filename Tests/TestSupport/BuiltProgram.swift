import Foundation

/// A program of this package as the build left it, run as a user would.
package struct BuiltProgram {
  private let url: URL

  /// A program of this package.
  package init(name: String) { url = Self.url(of: name) }

  /// Any program.
  package init(path: String) { url = URL(fileURLWithPath: path) }

  package var path: String { url.path }

  /// What a run left behind.
  package struct Result {
    package let status: Int32
    package let output: String
    package let errors: String
  }

  /// Beside the test bundle: on Linux the runner's own path is in the build directory.
  private static func url(of name: String) -> URL {
    var directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while directory.path != "/" {
      let candidate = directory.appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      directory.deleteLastPathComponent()
    }
    return URL(fileURLWithPath: "/nonexistent/\(name)")
  }

  /// Runs the program to its end, in `directory` or where the tests run.
  package func run(_ arguments: [String], environment: [String: String] = [:], in directory: String? = nil) throws
    -> Result
  {
    let process = Process()
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.executableURL = url
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files instead of pipes: a pipe that nobody drains while another fills would stop the program.
    let scratch = TemporaryDirectory()
    let output = scratch.path("output")
    let errors = scratch.path("errors")
    for path in [output, errors] { try Data().write(to: URL(fileURLWithPath: path)) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
  }
}
