/// What a program tells its caller when it ends.
///
/// The numbers from 64 on are those of BSD's `sysexits.h`.
public enum ExitCode: Int32, CaseIterable, Sendable {
  /// All went well.
  case success = 0
  /// The program worked; what it checked did not hold.
  case checkFailed = 1
  /// The command line makes no sense.
  case usage = 64
  /// The bytes of an input were refused.
  case badData = 65
  /// An input is not there.
  case missingInput = 66
  /// Our bug.
  case internalError = 70
  /// An output file cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed half way.
  case inputOutput = 74
  /// The system refused what the command line asks for.
  case notPermitted = 77

  /// What it says, as a sentence.
  var meaning: String {
    switch self {
    case .success: "All went well."
    case .checkFailed: "The program worked; what it checked did not hold."
    case .usage: "The command line makes no sense."
    case .badData: "The bytes of an input were refused."
    case .missingInput: "An input is not there."
    case .internalError: "A bug of the program."
    case .cannotCreate: "An output file cannot be created."
    case .inputOutput: "Reading or writing failed half way."
    case .notPermitted: "The system refused what the command line asks for."
    }
  }
}
