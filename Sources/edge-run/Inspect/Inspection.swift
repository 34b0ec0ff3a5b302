import EdgeRuntime

/// A policy file and what follows from it, for both listings.
struct Inspection: ~Copyable {
  let path: String
  let file: PolicyFile
  let cost: ProgramCost
  /// When each buffer is in use, as operation indices; nil for one that nothing touches.
  let lives: [ClosedRange<Int>?]

  init(path: String, file: consuming PolicyFile) {
    self.path = path
    let program = file.program
    cost = ProgramCost(program: program, samplerRows: file.sampler.count)
    self.file = file
    lives = Program.lifetimes(
      bufferCount: program.buffers.count, operations: program.operations, network: program.network,
      inputs: program.inputs, sample: program.sample, output: program.output)
  }
}
