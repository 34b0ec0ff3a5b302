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
}

extension Operation {
  init(reading reader: inout ByteReader, index: Int) throws(PolicyFileError) {
    let kind = try reader.u32()
    switch kind {
    case 1: self = .normalize(try Normalize(reading: &reader))
    case 2: self = .pointEncode(try PointEncode(reading: &reader))
    case 3: self = .maximum(try Maximum(reading: &reader))
    case 4: self = .product(try Product(reading: &reader))
    case 5: self = .layerNormalize(try LayerNormalize(reading: &reader))
    case 6: self = .mish(try MishActivation(reading: &reader))
    case 7: self = .rowConstant(try RowConstant(reading: &reader))
    case 8: self = .sampleInput(try SampleInput(reading: &reader))
    case 9: self = .sampleUpdate(try SampleUpdate(reading: &reader))
    case 10: self = .unnormalize(try Unnormalize(reading: &reader))
    case 11: self = .clear(try Clear(reading: &reader))
    case 12: self = .pointScreen(try PointScreen(reading: &reader))
    case 13: self = .pointRefine(try PointRefine(reading: &reader))
    default: throw .operation(index: index, fault: .unknownKind(kind))
    }
  }

  func write(to writer: inout ByteWriter) {
    func put(_ kind: UInt32, _ record: some OperationRecord) {
      writer.u32(kind)
      record.write(to: &writer)
    }
    switch self {
    case .normalize(let record): put(1, record)
    case .pointEncode(let record): put(2, record)
    case .maximum(let record): put(3, record)
    case .product(let record): put(4, record)
    case .layerNormalize(let record): put(5, record)
    case .mish(let record): put(6, record)
    case .rowConstant(let record): put(7, record)
    case .sampleInput(let record): put(8, record)
    case .sampleUpdate(let record): put(9, record)
    case .unnormalize(let record): put(10, record)
    case .clear(let record): put(11, record)
    case .pointScreen(let record): put(12, record)
    case .pointRefine(let record): put(13, record)
    }
  }

  /// What is to be known of the operation without running it.
  func facts(samplerRows: Int) -> OperationFacts {
    switch self {
    case .normalize(let record): OperationFacts(record, samplerRows: samplerRows)
    case .pointEncode(let record): OperationFacts(record, samplerRows: samplerRows)
    case .maximum(let record): OperationFacts(record, samplerRows: samplerRows)
    case .product(let record): OperationFacts(record, samplerRows: samplerRows)
    case .layerNormalize(let record): OperationFacts(record, samplerRows: samplerRows)
    case .mish(let record): OperationFacts(record, samplerRows: samplerRows)
    case .rowConstant(let record): OperationFacts(record, samplerRows: samplerRows)
    case .sampleInput(let record): OperationFacts(record, samplerRows: samplerRows)
    case .sampleUpdate(let record): OperationFacts(record, samplerRows: samplerRows)
    case .unnormalize(let record): OperationFacts(record, samplerRows: samplerRows)
    case .clear(let record): OperationFacts(record, samplerRows: samplerRows)
    case .pointScreen(let record): OperationFacts(record, samplerRows: samplerRows)
    case .pointRefine(let record): OperationFacts(record, samplerRows: samplerRows)
    }
  }

  /// Computes a part.
  func execute(_ share: Share, in context: borrowing ExecutionContext, worker: inout Worker) {
    switch self {
    case .normalize(let record): record.execute(share, in: context, worker: &worker)
    case .pointEncode(let record): record.execute(share, in: context, worker: &worker)
    case .maximum(let record): record.execute(share, in: context, worker: &worker)
    case .product(let record): record.execute(share, in: context, worker: &worker)
    case .layerNormalize(let record): record.execute(share, in: context, worker: &worker)
    case .mish(let record): record.execute(share, in: context, worker: &worker)
    case .rowConstant(let record): record.execute(share, in: context, worker: &worker)
    case .sampleInput(let record): record.execute(share, in: context, worker: &worker)
    case .sampleUpdate(let record): record.execute(share, in: context, worker: &worker)
    case .unnormalize(let record): record.execute(share, in: context, worker: &worker)
    case .clear(let record): record.execute(share, in: context, worker: &worker)
    case .pointScreen(let record): record.execute(share, in: context, worker: &worker)
    case .pointRefine(let record): record.execute(share, in: context, worker: &worker)
    }
  }

  /// Copies a part that was computed in private memory to where it belongs.
  func publish(_ share: Share, in context: borrowing ExecutionContext, worker: Worker) {
    switch self {
    case .normalize(let record): record.publish(share, in: context, worker: worker)
    case .pointEncode(let record): record.publish(share, in: context, worker: worker)
    case .product(let record): record.publish(share, in: context, worker: worker)
    case .pointScreen(let record): record.publish(share, in: context, worker: worker)
    case .pointRefine(let record): record.publish(share, in: context, worker: worker)
    case .maximum, .layerNormalize, .mish, .rowConstant, .sampleInput, .sampleUpdate, .unnormalize, .clear: break
    }
  }
}

extension Operation {
  /// The floats that an own golden record of a quantised policy gives it: what an integer product reads, or what a
  /// screening found; nil where floats need no such help.
  var recordedInput: (buffer: Int, range: Range<Int>)? {
    switch self {
    case .product(let product):
      product.matrix.format.integer == nil ? nil : (product.inputBuffer, product.inputRange)
    case .pointRefine(let refine): (refine.screened.buffer, refine.screened.span)
    case .normalize, .pointEncode, .maximum, .layerNormalize, .mish, .rowConstant, .sampleInput, .sampleUpdate,
      .unnormalize, .clear, .pointScreen:
      nil
    }
  }

  /// The packed matrices it multiplies by, in the order it does.
  public var matrices: [PackedMatrix] {
    switch self {
    case .product(let product): [product.matrix]
    case .pointEncode(let encoder): encoder.network.matrices
    case .pointScreen(let screen): screen.network.matrices
    case .pointRefine(let refine): refine.network.matrices
    case .normalize, .maximum, .layerNormalize, .mish, .rowConstant, .sampleInput, .sampleUpdate, .unnormalize,
      .clear:
      []
    }
  }
}
