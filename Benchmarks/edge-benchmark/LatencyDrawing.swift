import Foundation

/// Median steps against bytes, both logarithmic, as SVG.
struct LatencyDrawing {
  private struct Point {
    let name, weights: String
    let bytes, milliseconds, bound: Double
  }

  private static let width = 760.0
  private static let height = 480.0
  private static let margin = 60.0

  private let points: [Point]
  private let title: String
  private let bytes, milliseconds: ClosedRange<Double>

  /// Nil where no measurement has a bound.
  init?(_ measurements: [Measurement]) {
    points = measurements.compactMap { measurement in
      let values = measurement.values
      guard let bytes = values["bytes_per_step"], let time = values["p50_ms"], let bound = values["bound_ms"]
      else { return nil }
      return Point(
        name: measurement.preset, weights: measurement.weights, bytes: bytes, milliseconds: time, bound: bound)
    }
    guard let first = measurements.first, !points.isEmpty else { return nil }
    title = "\(first.cpu), \(first.kernels), \(first.threads) thread\(first.threads == 1 ? "" : "s"), \(first.date)"
    let times = points.flatMap { [$0.milliseconds, $0.bound] }
    bytes = Self.decades(around: points.map(\.bytes))
    milliseconds = Self.decades(around: times)
  }

  /// Whole powers of ten below and above.
  private static func decades(around values: [Double]) -> ClosedRange<Double> {
    let logarithms = values.map(log10)
    let (low, high) = ((logarithms.min() ?? 0).rounded(.down), (logarithms.max() ?? 0).rounded(.up))
    return low...max(high, low + 1)
  }

  private func x(_ value: Double) -> Double {
    let share = (log10(value) - bytes.lowerBound) / (bytes.upperBound - bytes.lowerBound)
    return Self.margin + share * (Self.width - 2 * Self.margin)
  }

  private func y(_ value: Double) -> Double {
    let share = (log10(value) - milliseconds.lowerBound) / (milliseconds.upperBound - milliseconds.lowerBound)
    return Self.height - Self.margin - share * (Self.height - 2 * Self.margin)
  }

  private static func text(_ value: Double) -> String { String(format: "%.1f", value) }

  private static func dot(_ x: Double, _ y: Double, _ colour: String) -> String {
    "<circle cx=\"\(text(x))\" cy=\"\(text(y))\" r=\"4\" fill=\"\(colour)\"/>"
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }

  var svg: String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" "
        + "font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      "<text x=\"\(Int(Self.margin))\" y=\"24\" font-size=\"14\">\(Self.escaped(title))</text>",
      "<text x=\"\(Int(Self.width / 2))\" y=\"\(Int(Self.height - 12))\" text-anchor=\"middle\">"
        + "bytes of weights a step</text>",
    ]
    lines += axes
    for point in points { lines += marks(of: point) }
    for (index, weights) in Weights.allCases.enumerated() {
      let (left, top) = (Self.width - Self.margin - 70, Self.height - Self.margin - 50 + 16 * Double(index))
      lines.append(Self.dot(left, top, weights.colour))
      lines.append("<text x=\"\(Self.text(left + 10))\" y=\"\(Self.text(top + 4))\">\(weights.rawValue)</text>")
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private var axes: [String] {
    var lines: [String] = []
    let (left, right) = (Self.margin, Self.width - Self.margin)
    let (top, bottom) = (Self.margin, Self.height - Self.margin)
    for power in stride(from: bytes.lowerBound, through: bytes.upperBound, by: 1) {
      let place = Self.text(x(pow(10, power)))
      lines.append("<path d=\"M\(place) \(top)V\(bottom)\" stroke=\"#ddd\"/>")
      let name = power < 6 ? "\(Int(pow(10, power - 3))) kB" : "\(Int(pow(10, power - 6))) MB"
      lines.append("<text x=\"\(place)\" y=\"\(bottom + 18)\" text-anchor=\"middle\">\(name)</text>")
    }
    for power in stride(from: milliseconds.lowerBound, through: milliseconds.upperBound, by: 1) {
      let place = Self.text(y(pow(10, power)))
      lines.append("<path d=\"M\(left) \(place)H\(right)\" stroke=\"#ddd\"/>")
      let name = String(format: "%g ms", pow(10, power))
      lines.append("<text x=\"\(left - 6)\" y=\"\(place)\" text-anchor=\"end\">\(name)</text>")
    }
    return lines
  }

  private func marks(of point: Point) -> [String] {
    let colour = Weights(rawValue: point.weights)?.colour ?? "black"
    let (place, top, bottom) = (x(point.bytes), y(point.milliseconds), y(point.bound))
    return [
      "<path d=\"M\(Self.text(place)) \(Self.text(top))V\(Self.text(bottom))"
        + "M\(Self.text(place - 7)) \(Self.text(bottom))h14\" stroke=\"\(colour)\" fill=\"none\"/>",
      Self.dot(place, top, colour),
      "<text x=\"\(Self.text(place + 7))\" y=\"\(Self.text(top - 5))\" fill=\"\(colour)\">"
        + "\(Self.escaped(point.name))</text>",
    ]
  }
}
