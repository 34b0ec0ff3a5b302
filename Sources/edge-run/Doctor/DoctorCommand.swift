import CPlatform
import CommandSupport
import EdgeRuntime

/// `edge-run doctor`: the machine as a control loop meets it, and what would make it better.
enum DoctorCommand {
  static func run(_ arguments: ParsedArguments, output: Console) throws(Failure) {
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
    output.write(arguments.has("json") ? diagnosis.json + "\n" : diagnosis.text)
  }
}
