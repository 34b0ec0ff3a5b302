import CPlatform
import CommandSupport
import EdgeRuntime

/// `edge-run doctor`: the machine as a control loop meets it, and what would make it better.
enum DoctorCommand {
  static var specification: CommandSpecification {
    CommandSpecification(
      name: "doctor", summary: "Look at the board as a control loop meets it, and say what to change.",
      discussion: "Reads what the system tells of its cores, clocks, memory, power, temperatures and limits, measures "
        + "memory and arithmetic with one core and with all, and names commands that make steps faster or steadier. It "
        + "changes nothing and takes no root.",
      flags: [
        .json,
        .value(
          "sysroot", "DIR",
          help: "Look at a copy of another system's files below DIR (proc, sys, etc) instead; nothing is measured."),
      ])
  }

  static func run(_ arguments: ParsedArguments, on terminal: Terminal) throws(Failure) {
    let tree = try SystemTree.named(by: arguments)
    var measured: MeasuredLimits?
    if tree.isOwn {
      let kernels: KernelSet
      do throws(KernelSetError) { kernels = try KernelSet.chosen() } catch {
        throw Failure(.usage, "EDGE_KERNELS: " + error.description)
      }
      measured = MeasuredLimits(kernels: kernels, threads: ThreadChoice.usable().count, memory: MemoryFacts(tree))
    }
    let diagnosis = Diagnosis(tree, measured: measured)
    terminal.output.write(arguments.has("json") ? diagnosis.json + "\n" : diagnosis.text)
  }
}
