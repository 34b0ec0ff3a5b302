/// A shell that can complete a program's words.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  static var names: [String] { allCases.map { $0.rawValue } }

  /// The script that teaches it to.
  func completion(of program: ProgramSpecification) -> String {
    switch self {
    case .bash: BashCompletion.script(for: program)
    case .zsh: ZshCompletion.script(for: program)
    case .fish: FishCompletion.script(for: program)
    }
  }
}
