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
    } catch { throw Failure(writing: path, error) }
  }

  private var json: String {
    var json = JSONWriter()
    json.object {
      $0.pair("file", output)
      $0.pair("bytes_before", Int(quantizer.byteCountBefore))
      $0.pair("bytes_after", Int(byteCountAfter))
      $0.key("layers")
      $0.array {
        for layer in quantizer.layers { Self.write(layer, to: &$0) }
      }
      $0.pair("windows", comparison.windowCount)
      $0.pair("rows", comparison.rowCount)
      $0.pair("unit", comparison.unit)
      $0.key("action_error")
      $0.array {
        for dimension in comparison.dimensions {
          $0.object {
            Self.write(dimension.error, to: &$0)
            $0.pair("range", dimension.range)
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
      $0.pair("name", layer.name)
      $0.pair("format", layer.format)
      $0.pair("bytes_before", layer.byteCountBefore)
      $0.pair("bytes_after", layer.byteCountAfter)
      $0.optional("snr_db", decibels(layer))
      $0.key("kept_because")
      if let reason = layer.reason { $0.string(reason) } else { $0.null() }
    }
  }

  private static func write(_ error: ErrorSummary, to json: inout JSONWriter) {
    for (name, value) in [("rms", error.rootMeanSquare), ("p99", error.percentile99), ("max", error.largest)] {
      json.pair(name, value)
    }
  }

  private static func decibels(_ layer: PolicyQuantizer.Layer) -> Double? {
    layer.signalToNoise.map { 10 * log10($0) }
  }
}
