import EdgeRuntime
import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// `edge-benchmark`: what it draws of a record, and what it refuses.
@Suite struct EdgeBenchmarkTests {
  private let program = BuiltProgram(name: "edge-benchmark")

  @Test(arguments: ["1", "2"]) func drawsEveryRecord(threads: String) throws {
    let records = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Benchmarks/record"))
      .filter { $0.hasSuffix(".csv") }
    #expect(!records.isEmpty)
    for record in records {
      let directory = TemporaryDirectory()
      let drawing = directory.path("record.svg")
      let path = Repository.path("Benchmarks/record/\(record)")
      let result = try program.run(["plot", path, "--threads", threads, "-o", drawing])
      #expect(result.status == 0, "\(result.errors)")
      let svg = try String(contentsOfFile: drawing, encoding: .utf8)
      _ = try XMLDocument(xmlString: svg)
      // A dot for each case that has a bound, and three of the legend.
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
      let drawn = lines.count { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        return fields[3] == threads && !fields[11].isEmpty
      }
      #expect(svg.components(separatedBy: "<circle").count - 1 == drawn + 3)
    }
  }

  @Test func measuresTheCasesThatAreAskedFor() throws {
    let directory = TemporaryDirectory()
    let record = directory.path("record.csv")
    let result = try program.run([
      "record", "--directory", directory.path("policies"), "--preset", "tiny-T4", "--rounds", "1", "--seconds",
      "0.02", "-o", record,
    ])
    #expect(result.status == 0, "\(result.errors)")
    let lines = try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 7, "three kinds of weights by one thread and two")
    #expect(lines.dropFirst().allSatisfy { $0.contains("tiny-T4") })
    let bytes = KernelSet.best.codedRows > 0 ? 4_479_992 : 4_490_456
    #expect(lines.contains { $0.contains(",2,tiny-T4,float16,\(bytes),44826752,0,") })
  }

  @Test func refusesWhatIsNoRecord() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("bad.csv")
    directory.write(Array("date,cpu\n1,2\n".utf8), to: "bad.csv")
    let drawing = directory.path("bad.svg")
    let result = try program.run(["plot", file, "-o", drawing])
    #expect(result.status == 65 && result.errors.contains("bad.csv:1: is no measurement"), "\(result.errors)")
    #expect(try program.run(["plot", directory.path("none.csv"), "-o", drawing]).status == 74)
    #expect(try program.run(["record", "--preset", "huge", "--directory", ".", "-o", file]).status == 64)
    #expect(!FileManager.default.fileExists(atPath: drawing))
  }
}
