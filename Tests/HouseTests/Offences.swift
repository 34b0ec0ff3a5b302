import Testing

/// Fails once for every offence.
func expectNone(_ offences: [String], sourceLocation: SourceLocation = #_sourceLocation) {
  for offence in offences { Issue.record(Comment(rawValue: offence), sourceLocation: sourceLocation) }
}
