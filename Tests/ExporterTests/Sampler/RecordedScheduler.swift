import EdgeRuntime
import Foundation
import TestSupport
import Testing

@testable import Exporter

/// A case of `schedulers.txt`: a scheduler of diffusers with its settings, and what it did.
struct RecordedScheduler: CustomTestStringConvertible, Sendable {
  struct Call: Sendable {
    let timestep: Float
    let sample, noise: [Double]
  }

  let name: String
  let settings: [(key: String, value: ConfigurationNode)]
  let start: [Double]
  let calls: [Call]

  var testDescription: String {
    ([name, "\(calls.count)"] + settings.map { "\($0.key)=\($0.value.text)" }).joined(separator: " ")
  }

  /// What the network answers for a sample of six numbers.
  static func network(_ sample: [Double], timestep: Float) -> [Double] {
    let (a, b) = ([0.5, -0.4, 0.9, 0.2, -0.8, 1.1], [0.3, -0.2, 1.4, -1.5, 0.1, 0.0])
    return sample.indices.map { a[$0] * sample[$0] + b[$0] + Double(timestep) / 1000 }
  }

  /// The policy that is configured so: keys of the policy's step stand with the policy.
  func description() throws -> PolicyDescription {
    let ofStep = ["eta", "use_clipped_model_output"]
    func entries(_ isIncluded: (String) -> Bool) -> [ConfigurationNode.Entry] {
      settings.filter { isIncluded($0.key) }.map { ConfigurationNode.Entry(key: $0.key, value: $0.value) }
    }
    let family: Family = name == "LCMScheduler" ? .manicm : .dp3
    let section = family == .manicm ? "scheduler" : "noise_scheduler"
    let target = ConfigurationNode.Entry(key: "_target_", value: .string("diffusers.schedulers.\(name)"))
    let scheduler = ConfigurationNode.dictionary([target] + entries { !ofStep.contains($0) })
    let policy = entries(ofStep.contains) + [ConfigurationNode.Entry(key: section, value: scheduler)]
    let root = ConfigurationNode.dictionary([.init(key: "policy", value: .dictionary(policy))])
    var notes = PolicyNotes()
    var read = PolicySettings(root: root)
    let found = try ConfiguredScheduler(&read, family: family, overrides: PolicyOverrides(), notes: &notes)
    var description = PolicyDescription.sample(family)
    description.scheduler = found.description
    description.inferenceSteps = calls.count
    return description
  }

  static let all: [RecordedScheduler] = {
    let path = Repository.path("Tests/ExporterTests/Fixtures/schedulers/schedulers.txt")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    var cases: [RecordedScheduler] = []
    var lines = text.split(separator: "\n")[...]
    while let head = lines.popFirst() {
      let words = head.split(separator: " ").map(String.init)
      let rows = lines.prefix { !$0.hasPrefix("case") }.map { $0.split(separator: " ").compactMap { Double($0) } }
      lines = lines.dropFirst(rows.count)
      cases.append(
        RecordedScheduler(
          name: words[1], settings: words.dropFirst(3).map(setting), start: Array(rows[0][1...6]),
          calls: rows.dropFirst().map {
            Call(timestep: Float($0[0]), sample: Array($0[1...6]), noise: Array($0[7...12]))
          }))
    }
    return cases
  }()

  private static func setting(_ word: String) -> (key: String, value: ConfigurationNode) {
    let parts = word.split(separator: "=").map(String.init)
    let values = parts[1].split(separator: ",").map { value(String($0)) }
    return (parts[0], values.count > 1 ? .list(values) : values[0])
  }

  private static func value(_ text: String) -> ConfigurationNode {
    if text == "true" || text == "false" { return .boolean(text == "true") }
    if let number = Int(text) { return .integer(number) }
    return Double(text).map(ConfigurationNode.real) ?? .string(text)
  }
}
