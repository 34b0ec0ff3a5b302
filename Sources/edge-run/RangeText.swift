import CommandSupport
import EdgeRuntime

/// An observation outside of what training saw, for people.
enum RangeText {
  static func line(_ warning: RangeWarning, of metadata: PolicyMetadata) -> String {
    func text(_ value: Float) -> String { NumberText.fixed(Double(value), digits: 3) }
    let key = metadata.observations[warning.key]
    return "\(PrintableName.text(of: key.name)) column \(warning.column) is \(text(warning.value)); "
      + "in training it was \(text(warning.range.lowerBound)) to \(text(warning.range.upperBound)): "
      + "other units, or swapped columns?"
  }
}
