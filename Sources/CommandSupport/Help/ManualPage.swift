/// A program's manual page, in the language of `man`.
enum ManualPage {
  @_optimize(size)
  static func text(of program: ProgramSpecification) -> String {
    let name = roff(program.name)
    var page = ".TH \"\(program.name)\" 1 \"\" \"edge \(program.version)\" \"edge\"\n"
    page += ".SH NAME\n\(name) \\- \(phrase(program.summary))\n"
    page += ".SH SYNOPSIS\n.B \(name)\n.I command\n[\\fIflags\\fR]\n"
    page += ".SH COMMANDS\n"
    for command in program.allCommands { page += section(of: command) }
    page += ".SH EXIT STATUS\n"
    for code in ExitCode.allCases { page += ".TP\n.B \(code.rawValue)\n\(roff(code.meaning))\n" }
    return page
  }

  @_optimize(size)
  private static func section(of command: CommandSpecification) -> String {
    var usage = command.flags.isEmpty ? "" : " [\\fIflags\\fR]"
    for positional in command.positionals { usage += " \\fI\(roff(positional.synopsis))\\fR" }
    var section = ".SS \(roff(command.name))\(usage)\n\(roff(command.summary))\n"
    if !command.discussion.utf8.isEmpty { section += ".PP\n\(roff(command.discussion))\n" }
    for positional in command.positionals {
      section += ".TP\n\\fI\(roff(positional.name))\\fR\n\(roff(positional.help))\n"
    }
    for flag in command.flags {
      var names = "\\fB\(roff(flag.typed))\\fR"
      if let short = flag.short { names = "\\fB\(roff("-" + short))\\fR, " + names }
      if let value = flag.valueName { names += " \\fI\(roff(value))\\fR" }
      section += ".TP\n\(names)\n\(roff(flag.fullHelp))\n"
    }
    return section
  }

  /// A sentence as the words after a program's name: without a capital, nor a full stop.
  private static func phrase(_ sentence: String) -> String {
    var bytes = Array(sentence.utf8)
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    if let first = bytes.first, (0x41...0x5A).contains(first) { bytes[0] = first | 0x20 }
    return roff(String(decoding: bytes, as: UTF8.self))
  }

  /// Text in which nothing is a request or an escape.
  private static func roff(_ text: String) -> String {
    var bytes: [UInt8] = []
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\e".utf8)
      case UInt8(ascii: "-"): bytes.append(contentsOf: "\\-".utf8)
      case UInt8(ascii: "."), UInt8(ascii: "'"):
        if index == 0 { bytes.append(contentsOf: "\\&".utf8) }
        bytes.append(byte)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
