import EdgeRuntime

extension EdgeRuntime.Operation {
  /// The matrix of an operation that multiplies by one alone, and may have it smaller; nil of any other.
  var quantizableMatrix: PackedMatrix? {
    get {
      switch self {
      case .product(let product): product.matrix
      case .convolution(let convolution): convolution.matrix
      default: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .product(var product):
        product.matrix = newValue
        self = .product(product)
      case .convolution(var convolution):
        convolution.matrix = newValue
        self = .convolution(convolution)
      default: break
      }
    }
  }
}
