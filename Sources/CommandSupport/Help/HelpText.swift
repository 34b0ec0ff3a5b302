/// The help of programs and commands, at most 80 columns wide.
enum HelpText {
  static let width = 80
  /// The left column is at most this wide; a longer entry has its help on the next line.
  private static let leftLimit = 30

  private struct Row {
    let left: String
    let right: String
  }

  static func program(_ program: ProgramSpecification) -> String {
    var rows: [Row] = []
    for command in program.allCommands { rows.append(Row(left: command.name, right: command.summary)) }
    let flags = [
      Row(left: Flag.help.synopsis, right: Flag.help.help),
      Row(left: Flag.toggle("version", help: "").synopsis, right: "Show the version."),
    ]
    return "Usage: \(program.name) <command> [flags]\n\n"
      + paragraph(program.summary)
      + "\nCommands:\n" + columns(rows)
      + "\nFlags:\n" + columns(flags)
      + "\nRun '\(program.name) <command> --help' for the flags of a command.\n"
  }

  @_optimize(size)
  static func command(_ command: CommandSpecification, program: String) -> String {
    var usage = ["Usage:", program, command.name]
    if !command.flags.isEmpty { usage.append("[flags]") }
    var arguments: [Row] = []
    for positional in command.positionals {
      usage.append(positional.synopsis)
      arguments.append(Row(left: "<\(positional.name)>", right: positional.help))
    }
    var flags: [Row] = []
    for flag in command.allFlags {
      flags.append(Row(left: flag.synopsis, right: flag.fullHelp))
    }
    var text = PlainText.wrapped(usage.joined(separator: " "), width: width, indent: 7) + "\n\n"
    text += paragraph(command.summary)
    if !command.discussion.isEmpty { text += "\n" + paragraph(command.discussion) }
    if !arguments.isEmpty { text += "\nArguments:\n" + columns(arguments) }
    return text + "\nFlags:\n" + columns(flags)
  }

  private static func paragraph(_ text: String) -> String {
    PlainText.wrapped(text, width: width, indent: 0) + "\n"
  }

  /// Two columns, the right one wrapped, with a line break after each row.
  private static func columns(_ rows: [Row]) -> String {
    var leftWidth = 0
    for row in rows {
      let width = PlainText.width(of: row.left)
      if width <= leftLimit { leftWidth = max(leftWidth, width) }
    }
    let indent = 2 + leftWidth + 2
    var text = ""
    for row in rows {
      let pad = indent - 2 - PlainText.width(of: row.left)
      let right = PlainText.wrapped(row.right, width: width - indent, indent: 0)
      let lines = right.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
      text += "  " + row.left
      text += pad >= 2 ? PlainText.spaces(pad) : "\n" + PlainText.spaces(indent)
      text += lines.joined(separator: "\n" + PlainText.spaces(indent)) + "\n"
    }
    return text
  }
}
