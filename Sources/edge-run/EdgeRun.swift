import CPlatform
import CommandSupport

#if hasFeature(Embedded)
/// What the C `main` of the embedded build calls.
///
/// SAFETY: C hands over `count` words, each of which ends with 0.
@c(edge_main)
public func edgeMain(_ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
  var arguments: [String] = []
  for index in stride(from: 1, to: Int(count), by: 1) {
    if let word = unsafe words?[index] { unsafe arguments.append(String(cString: word)) }
  }
  return EdgeRun.program.run(arguments)
}
#else
@main
extension EdgeRun {
  static func main() {
    edge_exit(program.run(Array(CommandLine.arguments.dropFirst())))
  }
}
#endif

/// The board's program: runs policy files.
enum EdgeRun {
  static var program: Program {
    Program(
      name: "edge-run", summary: "Runs robot policies from a flat file.",
      commands: [
        Command(InspectCommand.specification, run: InspectCommand.run),
        Command(RunCommand.specification, run: RunCommand.run),
        Command(VerifyCommand.specification, run: VerifyCommand.run),
        Command(BenchCommand.specification, run: BenchCommand.run),
        Command(ProfileCommand.specification, run: ProfileCommand.run),
        Command(PredictCommand.specification, run: PredictCommand.run),
        Command(DoctorCommand.specification, run: DoctorCommand.run),
      ])
  }
}
