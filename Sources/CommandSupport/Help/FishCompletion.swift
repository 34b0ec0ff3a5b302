/// Completion of a program's words by fish: commands, then the command's flags, and otherwise files.
enum FishCompletion {
  @_optimize(size)
  static func script(for program: ProgramSpecification) -> String {
    let complete = "complete -c \(program.name)"
    var script = "# fish completion for \(program.name), for ~/.config/fish/completions.\n"
    for command in program.allCommands {
      script += "\(complete) -f -n __fish_use_subcommand -a \(command.name) -d \(quoted(command.summary))\n"
    }
    for command in program.allCommands {
      let condition = "\(complete) -n '__fish_seen_subcommand_from \(command.name)'"
      for flag in command.allFlags {
        script += "\(condition) -l \(flag.name)"
        if let short = flag.short { script += " -s \(short)" }
        if flag.valueName != nil { script += " -r" }
        script += " -d \(quoted(flag.help))\n"
      }
    }
    return script
  }

  private static func quoted(_ text: String) -> String { "'" + PlainText.escaping(text, "\\'") + "'" }
}
