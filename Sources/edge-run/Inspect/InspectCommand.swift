import CommandSupport
import EdgeRuntime

/// `edge-run inspect`: what a policy file holds.
enum InspectCommand {
  static func run(_ arguments: ParsedArguments, output: Console) throws(Failure) {
    let path = arguments.argument("FILE")
    let file: PolicyFile
    do throws(PolicyFileError) { file = try PolicyFile(path: path) } catch {
      throw Failure(path: path, error)
    }
    let inspection = Inspection(path: path, file: file)
    output.write(arguments.has("json") ? inspection.json + "\n" : inspection.text)
  }
}
