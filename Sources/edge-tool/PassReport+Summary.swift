import CommandSupport
import Exporter

extension PassReport {
  /// What the pass removed: `dead taps: 255,138,308 → 85,793,284 parameters`.
  var summary: String {
    let name = pass.rawValue.split(separator: "-").joined(separator: " ")
    var changes: [String] = []
    if parametersBefore != parametersAfter {
      changes.append(
        "\(NumberText.grouped(parametersBefore)) → \(NumberText.grouped(parametersAfter)) parameters")
    }
    if productsBefore != productsAfter { changes.append("\(productsBefore) → \(productsAfter) products") }
    return "\(name): \(changes.isEmpty ? "nothing to remove" : changes.joined(separator: ", "))"
  }
}

extension PolicyDescription {
  /// The network in a few words.
  var summary: String {
    let dims = downDims.map { "\($0)" }.joined(separator: "/")
    return "\(family.name), T = \(horizon), To = \(observationSteps), levels \(dims)"
  }
}
