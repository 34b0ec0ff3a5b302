/// Arithmetic on numbers that a file gave: nil instead of a trap.
enum Checked {
  /// The sum, if it fits and nothing was negative.
  static func sum(_ terms: Int...) -> Int? {
    var total = 0
    for term in terms {
      let (next, overflow) = total.addingReportingOverflow(term)
      guard term >= 0, !overflow else { return nil }
      total = next
    }
    return total
  }

  /// The product of two counts, if it fits and neither was negative.
  static func product(_ first: Int, _ second: Int) -> Int? {
    let (result, overflow) = first.multipliedReportingOverflow(by: second)
    return overflow || first < 0 || second < 0 ? nil : result
  }

  /// `first − second`, if that is not negative.
  static func difference(_ first: Int, _ second: Int) -> Int? {
    let (result, overflow) = first.subtractingReportingOverflow(second)
    return overflow || result < 0 ? nil : result
  }
}
