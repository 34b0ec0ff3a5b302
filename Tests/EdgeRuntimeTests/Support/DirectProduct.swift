import Glibc

@testable import EdgeRuntime

/// What a product returns, by loops over its definition in double precision.
struct DirectProduct {
  var product: Product
  var buffers: [[Float]]
  var tensors: [[Float]]
  var samplerRow = 0

  static func mish(_ x: Double) -> Double { x * tanh(log1p(exp(-x.magnitude)) + max(x, 0)) }

  /// The values of part `index` as (rows, columns).
  func values(of index: Int) -> [Double] {
    let part = product.parts[index]
    let firstPanel = index == 0 ? 0 : product.parts[0].panelCount
    var values: [Double] = []
    for row in 0..<product.rows {
      for column in 0..<part.columns {
        values.append(sum(part, firstPanel: firstPanel, row: row, column: column))
      }
    }
    switch part.epilogue {
    case .none: return values
    case .relu: return values.map { max($0, 0) }
    case .mish: return values.map(DirectProduct.mish)
    case .groupNorm(let norm): return normalized(values, norm, columns: part.columns)
    }
  }

  private func sum(_ part: ProductPart, firstPanel: Int, row: Int, column: Int) -> Double {
    let (panel, lane) = (firstPanel + column / 16, column % 16)
    var sum = product.bias.map { Double(tensors[$0][16 * panel + lane]) } ?? 0
    for tap in 0..<product.taps {
      for channel in 0..<product.channels {
        let place = part.inputOffset + row * product.inputRowStride + tap * product.inputTapStride + channel
        let weight = ((panel * product.taps + tap) * product.channels + channel) * 16 + lane
        sum += Double(buffers[product.inputBuffer][place]) * Double(tensors[product.matrix.tensor][weight])
      }
    }
    return sum
  }

  private func normalized(_ values: [Double], _ norm: GroupNormEpilogue, columns: Int) -> [Double] {
    let channels = columns / norm.groups
    var result = values
    for group in 0..<norm.groups {
      let places = values.indices.filter { $0 % columns / channels == group }
      let mean = places.reduce(0) { $0 + values[$1] } / Double(places.count)
      let variance =
        places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / Double(places.count)
      for place in places {
        let column = place % columns
        let x = (values[place] - mean) / (variance + Double(norm.epsilon)).squareRoot()
        var y = DirectProduct.mish(
          x * Double(tensors[norm.gamma][column]) + Double(tensors[norm.beta][column]))
        if let film = norm.film {
          let bias = samplerRow * film.biasRowStride + film.biasOffset + column
          let value = film.offset + column
          y =
            (Double(buffers[film.buffer][value]) + Double(tensors[film.bias][bias])) * y
            + Double(buffers[film.buffer][value + columns]) + Double(tensors[film.bias][bias + columns])
        }
        if let residual = norm.residual {
          y += Double(
            buffers[residual.buffer][residual.offset + place / columns * residual.rowStride + column])
        }
        result[place] = y
      }
    }
    return result
  }
}
