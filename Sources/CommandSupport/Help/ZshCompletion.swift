/// Completion of a program's words by Zsh: commands, then the command's flags, and otherwise files.
enum ZshCompletion {
  @_optimize(size)
  static func script(for program: ProgramSpecification) -> String {
    let function = "_" + PlainText.identifier(program.name)
    var commands = ""
    var cases = ""
    for command in program.allCommands {
      commands += "    \(quoted(command.name + ":" + escaped(command.summary)))\n"
      cases += "  \(command.name)) _arguments"
      for flag in command.allFlags { cases += " \\\n    " + specification(of: flag) }
      cases += " \\\n    '*:file:_files' ;;\n"
    }
    return """
      #compdef \(program.name)
      # Zsh completion for \(program.name), for a directory of $fpath as _\(program.name).
      \(function)() {
        local -a commands=(
      \(commands)  )
        if ((CURRENT == 2)); then
          _describe command commands
          return
        fi
        shift words
        ((CURRENT--))
        case "$words[1]" in
      \(cases)  esac
      }
      # Sourced, it registers itself; from $fpath it is called.
      if [[ "$funcstack[1]" == "_\(program.name)" ]]; then
        \(function) "$@"
      else
        compdef \(function) \(program.name)
      fi

      """
  }

  private static func specification(of flag: Flag) -> String {
    let value = flag.valueName.map { ":" + escaped($0) + ":_files" } ?? ""
    let help = "[" + escaped(flag.help) + "]" + value
    let prefix = flag.isRepeatable ? "*" : ""
    guard let short = flag.short else { return quoted(prefix + flag.typed + help) }
    return quoted("(-\(short) \(flag.typed))") + "{-\(short),\(flag.typed)}" + quoted(help)
  }

  /// Text in which a colon or bracket ends nothing.
  private static func escaped(_ text: String) -> String {
    PlainText.escaping(text, "\\:[]")
  }

  private static func quoted(_ text: String) -> String {
    "'"
      + text.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }.joined(separator: "'\\''") + "'"
  }
}
