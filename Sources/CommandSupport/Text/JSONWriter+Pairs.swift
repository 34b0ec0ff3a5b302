extension JSONWriter {
  /// Writes a key and an array of strings.
  public mutating func strings(_ key: String, _ values: [String]) {
    self.key(key)
    array {
      for value in values { $0.string(value) }
    }
  }

  /// Writes a key and an array of whole numbers.
  public mutating func integers(_ key: String, _ values: [Int]) {
    self.key(key)
    array {
      for value in values { $0.integer(value) }
    }
  }

  /// Writes a key and a number, or `null`.
  public mutating func optional(_ key: String, _ value: Double?) {
    self.key(key)
    if let value { number(value) } else { null() }
  }
}
