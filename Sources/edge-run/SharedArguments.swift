import CommandSupport
import EdgeRuntime

extension Positional {
  static let file = Positional("FILE", help: "The policy file, made by 'edge-tool export'.")
}

/// Flags that several commands take.
extension Flag {
  static let threads = Flag.value(
    "threads", "N|auto",
    help: "Threads that share a step. By default auto: one for each processor, or as many as measurement finds "
      + "to make steps faster where many are made.")
  static let scheduling = [
    Flag.value("processors", "LIST", help: "Run on these processors only, like 2,3 or 0-3."),
    Flag.value(
      "priority", "N", help: "Run with real-time priority N (SCHED_FIFO), 1 to 99; other programs wait meanwhile."),
  ]
  static let kernels = Flag.value(
    "kernels", "NAME",
    help: "Kernels to run: \(PlainText.alternatives(KernelSet.names)); by default EDGE_KERNELS or the fastest.")
  static let json = Flag.toggle("json", help: "Print one line of JSON instead.")
}
