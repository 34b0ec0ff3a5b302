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

  /// Writes a key and a whole number, or `null`.
  public mutating func optional(_ key: String, _ value: Int?) {
    self.key(key)
    if let value { integer(value) } else { null() }
  }

  /// Writes a key and a string, or `null`.
  public mutating func optional(_ key: String, _ value: String?) {
    self.key(key)
    if let value { string(value) } else { null() }
  }

  /// Writes a key and `true`, `false` or `null`.
  public mutating func optional(_ key: String, _ value: Bool?) {
    self.key(key)
    if let value { boolean(value) } else { null() }
  }

  /// Writes a key and an array of objects, one for each element.
  public mutating func objects<Element>(
    _ key: String, _ elements: [Element], _ body: (Element, inout JSONWriter) -> Void
  ) {
    self.key(key)
    array {
      for element in elements { $0.object { body(element, &$0) } }
    }
  }
}
