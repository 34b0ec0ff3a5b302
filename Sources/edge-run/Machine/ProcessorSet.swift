import CommandSupport

/// Numbers of processors, as the system lists them: `0-3,6`.
struct ProcessorSet: Equatable {
  let numbers: [Int]

  init(_ numbers: [Int]) { self.numbers = numbers }

  /// The set in the file at `path`; an empty file is an empty set.
  init?(_ tree: SystemTree, _ path: String) {
    guard tree.exists(path), let text = tree.read(path) else { return nil }
    guard let line = SystemTree.words(of: text).first else {
      self.init([])
      return
    }
    guard let numbers = NumberParsing.list(line, upTo: Scheduling.highestProcessor) else { return nil }
    self.init(numbers)
  }

  /// Runs of numbers, as they are read; "none" without any.
  var text: String {
    var text = ""
    var index = 0
    while index < numbers.count {
      var last = index
      while last + 1 < numbers.count, numbers[last + 1] == numbers[last] + 1 { last += 1 }
      if index > 0 { text += "," }
      text += "\(numbers[index])"
      if last > index { text += "-\(numbers[last])" }
      index = last + 1
    }
    return numbers.isEmpty ? "none" : text
  }
}
