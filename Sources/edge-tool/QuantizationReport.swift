import CommandSupport
import EdgeRuntime
import Exporter
import Quantize

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What quantising a policy did: to its matrices, to its size, to its actions.
struct QuantizationReport {
  private let quantizer: PolicyQuantizer
  private let comparison: ActionComparison
  private let output: String
  private let byteCountAfter: UInt64

  init(_ quantizer: PolicyQuantizer, _ comparison: ActionComparison, output: String, byteCountAfter: UInt64) {
    self.quantizer = quantizer
    self.comparison = comparison
    self.output = output
    self.byteCountAfter = byteCountAfter
  }

  /// For people.
  var lines: [String] {
    var table = TextTable([
      .left("matrix"), .left("format"), .right("bytes before"), .right("after"), .right("SNR dB"), .left(""),
    ])
    for layer in quantizer.layers {
      table.add([
        layer.name, layer.format, NumberText.grouped(layer.byteCountBefore),
        NumberText.grouped(layer.byteCountAfter),
        Self.decibels(layer).map { NumberText.fixed($0, digits: 1) } ?? "", layer.reason ?? "",
      ])
    }
    let share = Double(byteCountAfter) / Double(max(quantizer.byteCountBefore, 1))
    return table.lines + [""] + ActionErrorTable(comparison).lines + [
      "",
      "file: \(NumberText.bytes(quantizer.byteCountBefore)) to \(NumberText.bytes(byteCountAfter)) "
        + "(\(NumberText.percentage(share)))",
    ]
  }

  /// Writes the same as JSON.
  func write(to path: String) throws {
    do throws(FileError) {
      var file = try AtomicFileWriter(path: path)
      try file.write(Array((json + "\n").utf8))
      try file.commit()
    } catch { throw ToolError.output(path: path, error) }
  }

  private var json: String {
    var json = JSONWriter()
    json.object {
      $0.key("file")
      $0.string(output)
      $0.key("bytes_before")
      $0.integer(Int(quantizer.byteCountBefore))
      $0.key("bytes_after")
      $0.integer(Int(byteCountAfter))
      $0.key("layers")
      $0.array {
        for layer in quantizer.layers { Self.write(layer, to: &$0) }
      }
      $0.key("windows")
      $0.integer(comparison.windowCount)
      $0.key("rows")
      $0.integer(comparison.rowCount)
      $0.key("unit")
      $0.string(comparison.unit)
      $0.key("action_error")
      $0.array {
        for dimension in comparison.dimensions {
          $0.object {
            Self.write(dimension.error, to: &$0)
            $0.key("range")
            $0.number(dimension.range)
          }
        }
      }
      $0.key("chunk_error_share_of_range")
      $0.object { Self.write(comparison.chunk, to: &$0) }
    }
    return json.text
  }

  private static func write(_ layer: PolicyQuantizer.Layer, to json: inout JSONWriter) {
    json.object {
      $0.key("name")
      $0.string(layer.name)
      $0.key("format")
      $0.string(layer.format)
      $0.key("bytes_before")
      $0.integer(layer.byteCountBefore)
      $0.key("bytes_after")
      $0.integer(layer.byteCountAfter)
      $0.key("snr_db")
      if let value = decibels(layer) { $0.number(value) } else { $0.null() }
      $0.key("kept_because")
      if let reason = layer.reason { $0.string(reason) } else { $0.null() }
    }
  }

  private static func write(_ error: ErrorSummary, to json: inout JSONWriter) {
    for (name, value) in [("rms", error.rootMeanSquare), ("p99", error.percentile99), ("max", error.largest)] {
      json.key(name)
      json.number(value)
    }
  }

  private static func decibels(_ layer: PolicyQuantizer.Layer) -> Double? {
    layer.signalToNoise.map { 10 * log10($0) }
  }
}
