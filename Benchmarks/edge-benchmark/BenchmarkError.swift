/// Why a benchmark was not recorded or drawn.
enum BenchmarkError: Error, CustomStringConvertible {
  /// A program ended with a code other than 0.
  case programFailed(command: String, code: Int32)
  /// What a program printed lacks a figure.
  case figureMissing(name: String, command: String)
  /// A line of a record is no measurement.
  case badLine(path: String, line: Int)
  /// A record holds nothing that could be drawn.
  case nothingToDraw(path: String)

  var description: String {
    switch self {
    case .programFailed(let command, let code): "'\(command)' ended with \(code)"
    case .figureMissing(let name, let command): "'\(command)' printed no '\(name)'"
    case .badLine(let path, let line): "\(path):\(line): is no measurement with the columns of the first line"
    case .nothingToDraw(let path): "\(path): holds no measurement with a bound"
    }
  }
}
