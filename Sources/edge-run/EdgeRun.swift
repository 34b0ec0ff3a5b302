import CPlatform
import CommandSupport

#if hasFeature(Embedded)
/// What the C `main` of the embedded build calls.
@c(edge_main)
public func edgeMain(_ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
  var arguments: [String] = []
  for index in stride(from: 1, to: Int(count), by: 1) {
    if let word = words?[index] { arguments.append(String(cString: word)) }
  }
  return edgeRun(arguments: arguments)
}
#else
@main
enum EdgeRun {
  static func main() {
    edge_exit(edgeRun(arguments: Array(CommandLine.arguments.dropFirst())))
  }
}
#endif

/// Runs a command line.
///
/// - Parameter arguments: The words after the program's name.
/// - Returns: The exit code.
func edgeRun(arguments: [String]) -> Int32 {
  ProcessSetup.prepare()
  let output = Console.output()
  let errors = Console.error()
  var code = ExitCode.success
  do throws(Failure) {
    try perform(arguments, output: output, errors: errors)
  } catch {
    code = error.code
    // What was found so far comes first.
    output.flush()
    errors.writeLine(error.text)
  }
  if let errno = output.finish() {
    errors.writeLine("edge-run: standard output: cannot write: " + String(cString: edge_error_text(errno)))
    code = .inputOutput
  }
  return code.rawValue
}

private func perform(_ arguments: [String], output: Console, errors: Console) throws(Failure) {
  let request: ProgramSpecification.Request
  do throws(UsageError) { request = try Specification.program.parse(arguments) } catch {
    throw Failure(usage: error)
  }
  switch request {
  case .print(let text): output.write(text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n")
  case .run(let arguments):
    switch arguments.command {
    case "inspect": try InspectCommand.run(arguments, output: output)
    case "run": try RunCommand.run(arguments, output: output, errors: errors)
    case "verify": try VerifyCommand.run(arguments, output: output, errors: errors)
    case "predict": try PredictCommand.run(arguments, output: output)
    case "doctor": try DoctorCommand.run(arguments, output: output)
    case "profile": try ProfileCommand.run(arguments, output: output, errors: errors)
    default: try BenchCommand.run(arguments, output: output, errors: errors)
    }
  }
}
