/// Elements of one tensor that an operation reads; the tensor may be longer.
struct TensorUse {
  var tensor: Int
  var element: TensorElement = .float32
  /// The first element.
  var start = 0
  var count: Int
  /// Whether the operation divides by them: none may vanish.
  var divides = false

  var byteCount: Int { count.saturatingProduct(element.byteCount) }
  /// After the last element.
  var end: Int { start.saturatingSum(count) }
}
