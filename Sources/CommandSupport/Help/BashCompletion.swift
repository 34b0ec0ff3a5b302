/// Completion of a program's words by Bash: commands, then the command's flags, and otherwise files.
enum BashCompletion {
  @_optimize(size)
  static func script(for program: ProgramSpecification) -> String {
    let function = "_" + PlainText.identifier(program.name)
    var cases = ""
    for command in program.allCommands {
      var words = command.allFlags.map { $0.typed }
      if command == ProgramSpecification.help { words += program.commandNames }
      cases += "  \(command.name)) words=\"\(words.joined(separator: " "))\" ;;\n"
    }
    let first = program.allCommands.map { $0.name } + ["--help", "--version"]
    return """
      # Bash completion for \(program.name), to be sourced.
      \(function)() {
        local word="${COMP_WORDS[COMP_CWORD]}" words=""
        case "${COMP_WORDS[1]}" in
      \(cases)  esac
        if ((COMP_CWORD == 1)); then
          words="\(first.joined(separator: " "))"
        elif [[ "$word" != -* && "${COMP_WORDS[1]}" != help ]]; then
          words=""
        fi
        COMPREPLY=($(compgen -W "$words" -- "$word"))
      }
      complete -o default -F \(function) \(program.name)

      """
  }
}
