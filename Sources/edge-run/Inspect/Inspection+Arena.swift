import CommandSupport
import EdgeRuntime

extension Inspection {
  private static let chartWidth = 40

  /// The buffers by their place, with their lives as bars over the operations.
  var arenaTable: String {
    var table = TextTable([.right("buffer"), .right("offset"), .right("bytes"), .left("in use"), .left("")])
    let buffers = file.program.buffers
    let order = buffers.indices.ordered { first, second in
      if buffers[first].byteOffset != buffers[second].byteOffset {
        return buffers[first].byteOffset < buffers[second].byteOffset
      }
      return (lives[first]?.lowerBound ?? 0) < (lives[second]?.lowerBound ?? 0)
    }
    for index in order {
      let buffer = buffers[index]
      table.add([
        "\(index)", "\(buffer.byteOffset)", "\(4 * buffer.count)", inUse(lives[index]), bar(lives[index]),
      ])
    }
    return table.text
  }

  private func inUse(_ life: ClosedRange<Int>?) -> String {
    guard let life else { return "never" }
    let last = file.program.operations.count
    let from = life.lowerBound < 0 ? "start" : "\(life.lowerBound)"
    return from + ".." + (life.upperBound >= last ? "end" : "\(life.upperBound)")
  }

  /// From before operation 0 to after the last one.
  private func bar(_ life: ClosedRange<Int>?) -> String {
    let moments = file.program.operations.count + 2
    let width = min(Self.chartWidth, moments)
    guard let life else { return String(repeating: ".", count: width) }
    let first = (life.lowerBound + 1) * width / moments
    let last = (life.upperBound + 1) * width / moments
    return String(repeating: ".", count: first) + String(repeating: "#", count: last - first + 1)
      + String(repeating: ".", count: width - last - 1)
  }
}
