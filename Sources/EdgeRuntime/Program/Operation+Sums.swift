extension Operation {
  /// Where a product or a convolution has its sums before anything is done to them; nil of any other.
  var sums: [BufferView]? {
    switch self {
    case .product(let product): product.outputs
    case .convolution(let convolution): convolution.outputs
    default: nil
    }
  }
}
