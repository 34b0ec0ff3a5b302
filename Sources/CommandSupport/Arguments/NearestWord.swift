/// Guesses which word was meant by a misspelt one.
public enum NearestWord {
  /// The word of `words` nearest to `word`, or nil when none is near.
  ///
  /// Near is a third of the longer word's letters, and one at least; the first of equals wins.
  public static func find(_ word: String, among words: [String]) -> String? {
    let typed = letters(of: word)
    var best: (word: String, distance: Int)?
    for candidate in words {
      let meant = letters(of: candidate)
      let distance = distance(typed, meant)
      let limit = max(1, max(typed.count, meant.count) / 3)
      if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.word
  }

  /// The insertions, deletions, replacements and swaps of neighbours between two words.
  ///
  /// This is the restricted Damerau-Levenshtein distance: nothing is edited twice.
  public static func distance(_ first: String, _ second: String) -> Int {
    distance(Array(first.utf8), Array(second.utf8))
  }

  /// The bytes without the leading dashes, which say nothing about the word.
  private static func letters(of word: String) -> [UInt8] {
    // Nothing sensible is longer, and the distance takes quadratic time.
    Array(word.utf8.drop { $0 == UInt8(ascii: "-") }.prefix(64))
  }

  private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: second.count + 1)
    var previous = Array(0...second.count)
    for row in 0..<first.count {
      var current = [Int](repeating: row + 1, count: second.count + 1)
      for column in 0..<second.count {
        let isSame = first[row] == second[column]
        var cost = min(previous[column + 1], current[column]) + 1
        cost = min(cost, previous[column] + (isSame ? 0 : 1))
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current[column + 1] = cost
      }
      beforePrevious = previous
      previous = current
    }
    return previous[second.count]
  }
}
