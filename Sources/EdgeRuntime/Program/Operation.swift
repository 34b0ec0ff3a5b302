/// One step of a program.
public enum Operation: Sendable {
  /// See `Normalize`.
  case normalize(Normalize)
  /// See `PointEncode`.
  case pointEncode(PointEncode)
  /// See `Maximum`.
  case maximum(Maximum)
  /// See `Product`.
  case product(Product)
  /// See `LayerNormalize`.
  case layerNormalize(LayerNormalize)
  /// See `MishActivation`.
  case mish(MishActivation)
  /// See `RowConstant`.
  case rowConstant(RowConstant)
  /// See `SampleInput`.
  case sampleInput(SampleInput)
  /// See `SampleUpdate`.
  case sampleUpdate(SampleUpdate)
  /// See `Unnormalize`.
  case unnormalize(Unnormalize)
  /// See `Clear`.
  case clear(Clear)
  /// See `PointScreen`.
  case pointScreen(PointScreen)
  /// See `PointRefine`.
  case pointRefine(PointRefine)
  /// See `PointStage`.
  case pointStage(PointStage)
  /// See `Add`.
  case add(Add)
  /// See `ImageInput`.
  case imageInput(ImageInput)
  /// See `Convolution`.
  case convolution(Convolution)
  /// See `GroupNormalize`.
  case groupNormalize(GroupNormalize)
  /// See `MaxPool`.
  case maxPool(MaxPool)
  /// See `SpatialSoftmax`.
  case spatialSoftmax(SpatialSoftmax)
  /// See `AveragePool`.
  case averagePool(AveragePool)
  /// See `ImageResize`.
  case imageResize(ImageResize)
}

extension Operation {
  @_optimize(size) init(reading reader: inout ByteReader, index: Int) throws(PolicyFileError) {
    let number = try reader.u32()
    guard let kind = OperationKind(rawValue: number) else {
      throw .operation(index: index, fault: .unknownKind(number))
    }
    switch kind {
    case .normalize: self = .normalize(try Normalize(reading: &reader))
    case .pointEncode: self = .pointEncode(try PointEncode(reading: &reader))
    case .maximum: self = .maximum(try Maximum(reading: &reader))
    case .product: self = .product(try Product(reading: &reader))
    case .layerNormalize: self = .layerNormalize(try LayerNormalize(reading: &reader))
    case .mish: self = .mish(try MishActivation(reading: &reader))
    case .rowConstant: self = .rowConstant(try RowConstant(reading: &reader))
    case .sampleInput: self = .sampleInput(try SampleInput(reading: &reader))
    case .sampleUpdate: self = .sampleUpdate(try SampleUpdate(reading: &reader))
    case .unnormalize: self = .unnormalize(try Unnormalize(reading: &reader))
    case .clear: self = .clear(try Clear(reading: &reader))
    case .pointScreen: self = .pointScreen(try PointScreen(reading: &reader))
    case .pointRefine: self = .pointRefine(try PointRefine(reading: &reader))
    case .pointStage: self = .pointStage(try PointStage(reading: &reader))
    case .add: self = .add(try Add(reading: &reader))
    case .imageInput: self = .imageInput(try ImageInput(reading: &reader))
    case .convolution: self = .convolution(try Convolution(reading: &reader))
    case .groupNormalize: self = .groupNormalize(try GroupNormalize(reading: &reader))
    case .maxPool: self = .maxPool(try MaxPool(reading: &reader))
    case .spatialSoftmax: self = .spatialSoftmax(try SpatialSoftmax(reading: &reader))
    case .averagePool: self = .averagePool(try AveragePool(reading: &reader))
    case .imageResize: self = .imageResize(try ImageResize(reading: &reader))
    }
  }

  /// Hands the operation to a visitor as what it is.
  ///
  /// With the reader above and `RunnableOperation` this is all that tells operations apart: a new one needs a case in
  /// each.
  func accept<Visitor: OperationVisitor>(_ visitor: inout Visitor) -> Visitor.Result {
    switch self {
    case .normalize(let record): visitor.visit(record)
    case .pointEncode(let record): visitor.visit(record)
    case .maximum(let record): visitor.visit(record)
    case .product(let record): visitor.visit(record)
    case .layerNormalize(let record): visitor.visit(record)
    case .mish(let record): visitor.visit(record)
    case .rowConstant(let record): visitor.visit(record)
    case .sampleInput(let record): visitor.visit(record)
    case .sampleUpdate(let record): visitor.visit(record)
    case .unnormalize(let record): visitor.visit(record)
    case .clear(let record): visitor.visit(record)
    case .pointScreen(let record): visitor.visit(record)
    case .pointRefine(let record): visitor.visit(record)
    case .pointStage(let record): visitor.visit(record)
    case .add(let record): visitor.visit(record)
    case .imageInput(let record): visitor.visit(record)
    case .convolution(let record): visitor.visit(record)
    case .groupNormalize(let record): visitor.visit(record)
    case .maxPool(let record): visitor.visit(record)
    case .spatialSoftmax(let record): visitor.visit(record)
    case .averagePool(let record): visitor.visit(record)
    case .imageResize(let record): visitor.visit(record)
    }
  }
}
