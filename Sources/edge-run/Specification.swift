import CommandSupport
import EdgeRuntime

/// What `edge-run` takes.
enum Specification {
  static let stepCounts = 1...10_000_000
  static let warmUpCounts = 0...1_000_000
  static let profiledStepCounts = 1...100_000
  static let threadCounts = 1...1024

  static var program: ProgramSpecification {
    ProgramSpecification(
      name: "edge-run", summary: "Runs robot policies from a flat file.", version: "0.1.0",
      commands: [inspect, run, verify, bench, profile, predict, doctor])
  }

  private static let file = Positional("FILE", help: "The policy file, made by 'edge-tool export'.")
  private static let threads = Flag.value(
    "threads", "N|auto",
    help: "Threads that share a step. By default auto: one for each processor, or as many as measurement finds "
      + "to make steps faster where many are made.")
  private static let scheduling = [
    Flag.value("processors", "LIST", help: "Run on these processors only, like 2,3 or 0-3."),
    Flag.value(
      "priority", "N", help: "Run with real-time priority N (SCHED_FIFO), 1 to 99; other programs wait meanwhile."),
  ]
  private static let kernels = Flag.value(
    "kernels", "NAME",
    help: "Kernels to run: \(PlainText.alternatives(KernelSet.names)); by default EDGE_KERNELS or the fastest.")
  private static let json = Flag.toggle("json", help: "Print one line of JSON instead.")

  private static var inspect: CommandSpecification {
    CommandSpecification(
      name: "inspect", summary: "Show what a policy file holds.",
      discussion: "Lists observations, action, sampler, provenance, the program with its bytes and "
        + "multiply-adds, and the plan of the arena.",
      positionals: [file], flags: [json])
  }

  private static var run: CommandSpecification {
    CommandSpecification(
      name: "run", summary: "Sample an action chunk for one observation window.",
      discussion: "The input is a safetensors file with one raw float tensor for each observation key, and "
        + "perhaps 'noise'. The rows that the policy returns are printed as a table, or written as 'action', "
        + "with the whole chunk as 'action_pred'.",
      positionals: [file],
      flags: [
        .value("input", short: "i", "IN", help: "The observations, a safetensors file."),
        .value("output", short: "o", "OUT", help: "Write the chunk to this safetensors file."),
        .value("seed", "N", help: "Seed of the noise where the input has none; 0 by default."),
        threads, kernels,
      ])
  }

  private static var verify: CommandSpecification {
    CommandSpecification(
      name: "verify", summary: "Compare every layer with what the trainer's code computed.",
      discussion: "Replays the golden records inside the file, or the one given, and ends with 1 if a layer "
        + "is out of tolerance. Of a quantised file the sums of integers must be the recorded bits, and the "
        + "distance to the float32 policy is shown.",
      positionals: [file],
      flags: [
        .value("golden", short: "g", "G", help: "Replay this safetensors file instead."),
        .value("tolerance", "X", help: "The relative error to allow, over max(1, largest); 1e-5 by default."),
        json, threads, kernels,
      ])
  }

  private static var bench: CommandSpecification {
    CommandSpecification(
      name: "bench", summary: "Measure steps: percentiles, tail and share of the machine's limits.",
      discussion: "A step takes the observations in, draws the noise, samples, and copies the action out. "
        + "The machine's bandwidth and multiply-add peak are measured with the same threads, so that the "
        + "least possible time of a step is known.",
      positionals: [file],
      flags: [
        threads,
        .value("seconds", "S", help: "Measure for so long; 2 by default."),
        .value("steps", "N", help: "Measure exactly so many steps, at most 10000000."),
        .value("warmup", "N", help: "Steps before the measured ones; 10 by default."),
        .value("rate", "HZ", help: "Start steps at this rate and count those that end late."),
        .value(
          "rehearse", "MS",
          help: "With --rate: do a step for nobody so long before each, for caches and clocks to be warm."),
        .toggle(
          "frames", help: "Give each step one new frame and reuse what is known of the others in the window."),
        .toggle("lock-memory", help: "Keep the policy from being swapped out."),
        .value("sysroot", "DIR", help: "Read power, clocks and temperatures below DIR, where a container has them."),
        kernels, json,
      ] + scheduling)
  }

  private static var profile: CommandSpecification {
    CommandSpecification(
      name: "profile", summary: "Show where a step's time goes, operation by operation.",
      discussion: "Each operation's work and wait are those of the thread that asks for the step, so that they add "
        + "up to it; its bound is the least time that the machine's measured limits allow. The other kernels that "
        + "this processor can run take turns, and an operation that one of them does faster is named.",
      positionals: [file],
      flags: [
        threads,
        .value("steps", "N", help: "Steps to measure with each set of kernels, at most 100000; 200 by default."),
        kernels, json,
      ] + scheduling)
  }

  private static var predict: CommandSpecification {
    CommandSpecification(
      name: "predict", summary: "Show what boards that are not at hand allow a policy at best.",
      discussion: "The bound on paper: from the bytes and multiply-adds of the file's program, and from what data "
        + "sheets and published measurements say of each board, or from what 'doctor' measured on one. It is not a "
        + "measurement of the policy.",
      positionals: [file],
      flags: [
        .value(
          "board", "NAME",
          help: "Look at one board, and at the operations that take longest there: "
            + "\(PlainText.alternatives(Board.all.map { $0.name }))."),
        .value("from", "DOCTOR.json", help: "Look at the board on which 'doctor --json' wrote this report."),
        json,
      ])
  }

  private static var doctor: CommandSpecification {
    CommandSpecification(
      name: "doctor", summary: "Look at the board as a control loop meets it, and say what to change.",
      discussion: "Reads what the system tells of its cores, clocks, memory, power, temperatures and limits, measures "
        + "memory and arithmetic with one core and with all, and names commands that make steps faster or steadier. It "
        + "changes nothing and takes no root.",
      flags: [
        json,
        .value(
          "sysroot", "DIR",
          help: "Look at a copy of another system's files below DIR (proc, sys, etc) instead; nothing is measured."),
      ])
  }
}
