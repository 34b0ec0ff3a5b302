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
    let kind = try reader.u32()
    switch kind {
    case Normalize.kind: self = .normalize(try Normalize(reading: &reader))
    case PointEncode.kind: self = .pointEncode(try PointEncode(reading: &reader))
    case Maximum.kind: self = .maximum(try Maximum(reading: &reader))
    case Product.kind: self = .product(try Product(reading: &reader))
    case LayerNormalize.kind: self = .layerNormalize(try LayerNormalize(reading: &reader))
    case MishActivation.kind: self = .mish(try MishActivation(reading: &reader))
    case RowConstant.kind: self = .rowConstant(try RowConstant(reading: &reader))
    case SampleInput.kind: self = .sampleInput(try SampleInput(reading: &reader))
    case SampleUpdate.kind: self = .sampleUpdate(try SampleUpdate(reading: &reader))
    case Unnormalize.kind: self = .unnormalize(try Unnormalize(reading: &reader))
    case Clear.kind: self = .clear(try Clear(reading: &reader))
    case PointScreen.kind: self = .pointScreen(try PointScreen(reading: &reader))
    case PointRefine.kind: self = .pointRefine(try PointRefine(reading: &reader))
    case PointStage.kind: self = .pointStage(try PointStage(reading: &reader))
    case Add.kind: self = .add(try Add(reading: &reader))
    case ImageInput.kind: self = .imageInput(try ImageInput(reading: &reader))
    case Convolution.kind: self = .convolution(try Convolution(reading: &reader))
    case GroupNormalize.kind: self = .groupNormalize(try GroupNormalize(reading: &reader))
    case MaxPool.kind: self = .maxPool(try MaxPool(reading: &reader))
    case SpatialSoftmax.kind: self = .spatialSoftmax(try SpatialSoftmax(reading: &reader))
    case AveragePool.kind: self = .averagePool(try AveragePool(reading: &reader))
    case ImageResize.kind: self = .imageResize(try ImageResize(reading: &reader))
    default: throw .operation(index: index, fault: .unknownKind(kind))
    }
  }

  /// Hands the operation to a visitor as what it is.
  ///
  /// With the reader above this is all that tells operations apart: a new one needs a case in both.
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
