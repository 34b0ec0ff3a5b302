import Foundation
import TestSupport
import Testing

/// `edge-run predict`.
@Suite struct EdgeRunPredictTests {
  private let program = BuiltProgram(name: "edge-run")
  private let policy = Repository.path("Weights/dial-turn.edge")

  private func boards(_ words: [String]) throws -> [[String: Any]] {
    try #require(program.run(["predict"] + words + ["--json"]).json["boards"] as? [[String: Any]])
  }

  /// The figures of an Orin Nano, worked out from what `inspect` lists.
  @Test func addsUpTheOperations() throws {
    let listing = try program.run(["inspect", policy, "--json"]).json
    let operations = try #require((listing["program"] as? [String: Any])?["operations"] as? [[String: Any]])
    func seconds(bandwidth: Double, peak: Double) throws -> Double {
      try operations.reduce(0) {
        let (bytes, multiplyAdds) = (try #require($1["bytes"] as? Double), try #require($1["macs"] as? Double))
        return $0 + max(bytes / bandwidth, multiplyAdds / peak)
      }
    }
    let (one, all) = try (
      #require(boards([policy, "--board", "orin-nano"]).first), #require(boards([policy, "--board", "orin-nano"]).last)
    )
    #expect(one["cores"] as? Int == 1 && all["cores"] as? Int == 6)
    let core = 1.51e9 * 8
    for (board, key, expected) in try [
      (one, "bound_ms_low", seconds(bandwidth: 10e9, peak: core)),
      (one, "bound_ms_high", seconds(bandwidth: 10e9, peak: core)),
      (all, "bound_ms_low", seconds(bandwidth: 40e9, peak: 6 * core)),
      (all, "bound_ms_high", seconds(bandwidth: 27e9, peak: 6 * core)),
    ] {
      let found = try #require(board[key] as? Double) / 1e3
      #expect(abs(found - expected) < 1e-6 * expected, "\(key) of \(board["cores"] ?? "?") cores")
    }
  }

  @Test func integersCountAtTheirOwnPeak() throws {
    let floats = try boards([policy])
    let integers = try boards([Repository.path("Weights/dial-turn.int8.edge")])
    #expect(floats.count == 10 && integers.count == 10)
    for (float, integer) in zip(floats, integers) {
      #expect(float["board"] as? String == integer["board"] as? String)
      let (whole, less) = (
        try #require(float["bound_ms_low"] as? Double), try #require(integer["bound_ms_low"] as? Double)
      )
      #expect(less < 0.7 * whole, "\(float["board"] ?? "")")
    }
  }

  @Test func saysWhatTakesLongestOnABoard() throws {
    let json = try program.run(["predict", policy, "--board", "nano", "--json"]).json
    #expect(json["measured"] as? Bool == false)
    let operations = try #require(json["operations"] as? [[String: Any]])
    let times = operations.compactMap { $0["bound_us"] as? Double }
    #expect(times.count == 8 && times == times.sorted(by: >))
    // Most of the shipped policy is its encoder's arithmetic.
    #expect(operations.first?["operation"] as? String == "point encode")
    #expect(operations.first?["bound_by"] as? String == "arithmetic")
    #expect(operations.dropFirst().first?["bound_by"] as? String == "memory")
    let all = try program.run(["predict", policy, "--json"]).json
    #expect((all["operations"] as? [Any])?.isEmpty == true, "no board is alone")
  }

  @Test(arguments: [[], ["--board", "agx-orin"]])
  func theReportFitsATerminalAndStatesWhatItAssumes(words: [String]) throws {
    let result = try program.run(["predict", policy] + words)
    #expect(result.status == 0)
    for line in result.output.split(separator: "\n") where !line.contains(policy) {
      #expect(line.unicodeScalars.count <= 80, "\(line)")
    }
    #expect(result.output.contains("- on paper, not measured: "))
    #expect(result.output.contains("What takes longest") == !words.isEmpty)
  }

  /// What `doctor` measured on a board takes the place of what is known of it on paper.
  @Test func goesByWhatWasMeasured() throws {
    let directory = TemporaryDirectory()
    let report = directory.path("doctor.json")
    func limits(_ reading: Double) -> String {
      #"{"read_gb_per_s":\#(reading),"mul_add_g_per_s":1e6,"integer_mul_add_g_per_s":1e6}"#
    }
    let text = #"{"model":"My Board","measured":{"threads":4,"one_core":\#(limits(1)),"all_cores":\#(limits(2))}}"#
    try text.write(toFile: report, atomically: true, encoding: .utf8)
    let json = try program.run(["predict", policy, "--from", report, "--json"]).json
    #expect(json["limits_from"] as? String == "My Board")
    let boards = try #require(json["boards"] as? [[String: Any]])
    #expect(boards.map { $0["cores"] as? Int } == [1, 4])
    // Arithmetic is as good as free: what is left is reading the weights.
    let bytes = try #require(json["bytes_per_step"] as? Double)
    for (board, bandwidth) in zip(boards, [1e9, 2e9]) {
      #expect(abs(try #require(board["bound_ms_low"] as? Double) - bytes / bandwidth * 1e3) < 1e-2)
      #expect(board["bound_by"] as? String == "memory")
    }
    #expect((json["operations"] as? [Any])?.count == 8)
    let shown = try program.run(["predict", policy, "--from", report]).output
    #expect(shown.contains("My Board:\n") && shown.contains("what 'doctor' measured"))
    for (text, message) in [
      ("{", "the text ends too early"), (#"{"measured":null}"#, "holds no measurement"),
      (text.replacing("1e6", with: "0"), "holds no measurement"),
    ] {
      try text.write(toFile: report, atomically: true, encoding: .utf8)
      let result = try program.run(["predict", policy, "--from", report])
      #expect(result.status == 65 && result.errors.contains(message), "\(result.errors)")
    }
    #expect(try program.run(["predict", policy, "--from", policy]).errors.contains("larger than any"))
    #expect(try program.run(["predict", policy, "--from", directory.path("none")]).status == 66)
    #expect(try program.run(["predict", policy, "--from", report, "--board", "nano"]).status == 64)
  }

  /// What `doctor` writes is what `predict` reads.
  @Test func takesWhatDoctorSaysHere() throws {
    let directory = TemporaryDirectory()
    let report = directory.path("doctor.json")
    try program.run(["doctor", "--json"]).output.write(toFile: report, atomically: true, encoding: .utf8)
    let result = try program.run(["predict", policy, "--from", report])
    #expect(result.status == 0 && result.output.contains("\nmeasured"), "\(result.errors)")
  }

  @Test func refusesABoardItDoesNotKnow() throws {
    let result = try program.run(["predict", policy, "--board", "orin-nono"])
    #expect(result.status == 64)
    #expect(result.errors.contains("did you mean orin-nano?"), "\(result.errors)")
    #expect(try program.run(["predict", "/no/such.edge"]).status == 66)
  }
}
