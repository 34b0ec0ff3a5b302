import CPlatform
import CommandSupport
import EdgeRuntime

/// `edge-run doctor`: the machine as a control loop meets it, and what would make it better.
enum DoctorCommand {
  static func run(_ arguments: ParsedArguments, output: Console) throws(Failure) {
    var tree = SystemTree.own
    if let root = arguments.text("sysroot") {
      tree = SystemTree(root: root)
      guard !tree.isOwn, tree.exists("/proc") || tree.exists("/sys") else {
        throw Failure(.missingInput, path: root, "holds neither 'proc' nor 'sys'; it must be a copy of a board's files")
      }
    }
    var measured: MeasuredLimits?
    if tree.isOwn {
      let kernels: KernelSet
      do throws(KernelSetError) { kernels = try KernelSet.chosen() } catch {
        throw Failure(.usage, "EDGE_KERNELS: " + error.description)
      }
      measured = MeasuredLimits(kernels: kernels, threads: ThreadChoice.usable().count, memory: MemoryFacts(tree))
    }
    let diagnosis = Diagnosis(tree, measured: measured)
    output.write(arguments.has("json") ? diagnosis.json + "\n" : diagnosis.text)
  }
}
