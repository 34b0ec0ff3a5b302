/// What is wrong with an operation.
public enum OperationFault: Equatable, Sendable {
  /// The kind is not known to this build.
  case unknownKind(UInt32)
  /// It names buffer `Int`, which the plan does not hold.
  case noSuchBuffer(Int)
  /// It names tensor `Int`, which the table does not hold.
  case noSuchTensor(Int)
  /// It reads or writes outside buffer `Int`.
  case outsideBuffer(Int)
  /// Tensor `index` holds elements of another type than are read.
  case tensorElement(index: Int)
  /// Tensor `index` holds `found` bytes where `needed` are read.
  case tensorSize(index: Int, needed: Int, found: Int)
  /// The packed matrix in tensor `tensor` is not what kernels rely on, `byte` bytes in: a weight of −128, a scale that
  /// is no size, a sum that is not its weights', or something where a group is filled up.
  case unsoundMatrix(tensor: Int, byte: Int)
  /// It reads buffer `Int` before any operation wrote it.
  case readsUnwritten(Int)
  /// It writes buffer `Int`, which holds an observation that the next step may still need.
  case writesInput(Int)
  /// It writes floats of buffer `Int` that it also reads or writes elsewhere: the result would depend on the threads.
  case overlapsItself(Int)
  /// Its extents contradict each other.
  case inconsistentExtents
  /// It needs more multiply-adds than any real operation.
  case tooMuchWork
  /// Tensor `tensor` divides, and its `element` is zero or nearly.
  case vanishingScale(tensor: Int, element: Int)
}

extension OperationFault: CustomStringConvertible {
  /// The fault as the end of a sentence.
  @_optimize(size) public var description: String {
    switch self {
    case .unknownKind(let kind): "kind \(kind) is unknown; was it made by a newer edge-tool?"
    case .noSuchBuffer(let index): "names buffer \(index), which the plan does not hold"
    case .noSuchTensor(let index): "names tensor \(index), which the table does not hold"
    case .outsideBuffer(let index): "leaves buffer \(index)"
    case .tensorSize(let index, let needed, let found):
      "tensor \(index) holds \(found) bytes where \(needed) are read"
    case .tensorElement(let index): "tensor \(index) holds elements of another type than are read"
    case .unsoundMatrix(let tensor, let byte):
      "tensor \(tensor): the packed matrix is not sound at byte \(byte)"
    case .readsUnwritten(let index): "reads buffer \(index) before anything wrote it"
    case .writesInput(let index): "writes buffer \(index), which holds an observation"
    case .overlapsItself(let index): "writes floats of buffer \(index) that it also uses otherwise"
    case .tooMuchWork: "needs more than \(FormatLimits.multiplyAddCount) multiply-adds"
    case .vanishingScale(let tensor, let element):
      "tensor \(tensor): element \(element) divides and is zero or nearly"
    case .inconsistentExtents: "has extents that contradict each other"
    }
  }
}
