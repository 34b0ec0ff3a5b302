import EdgeRuntime

/// Puts a screening with int8 weights before the point network of a program.
struct PointScreening {
  /// Points of a frame from which on it pays: below, most points are chosen and computed twice.
  static let leastPoints = 128

  /// The program's encoder, its place, and the int8 matrices of its layers but the first.
  let encoder: PointEncode
  let index: Int
  let matrices: [PackedMatrix]

  /// Changes operation `index` into the screening and what follows it, with a buffer between them and a new plan.
  func apply(to program: inout Program, names: inout LayerTable) {
    var network = encoder.network
    for (place, matrix) in matrices.enumerated() { network.layers[place + 1].matrix = matrix }
    let width = encoder.network.outputs
    let screened = BufferView(
      buffer: program.buffers.count, offset: 0, rowStride: 2 * width, rows: encoder.cloud.sliceCount,
      columns: 2 * width)
    let screen = PointScreen(cloud: encoder.cloud, output: screened, network: network)
    let refine = PointRefine(
      cloud: encoder.cloud, screened: screened, output: encoder.output, network: encoder.network)
    program.operations.replaceSubrange(index...index, with: [.pointScreen(screen), .pointRefine(refine)])
    names.operationNames.insert("\(names.operationNames[index]) screen", at: index)
    for place in names.layers.indices where names.layers[place].operation >= index {
      names.layers[place].operation += 1
    }
    program.network = shifted(program.network)
    plan(&program, adding: screened.elementCount)
  }

  private func shifted(_ range: Range<Int>) -> Range<Int> {
    (range.lowerBound > index ? range.lowerBound + 1 : range.lowerBound)..<range.upperBound + 1
  }

  private func plan(_ program: inout Program, adding count: Int) {
    let counts = program.buffers.map(\.count) + [count]
    let lives = Program.lifetimes(
      bufferCount: counts.count, operations: program.operations, network: program.network, inputs: program.inputs,
      sample: program.sample, output: program.output)
    (program.buffers, program.arenaByteCount) = ArenaPlanner.plan(counts: counts, lives: lives)
  }
}
