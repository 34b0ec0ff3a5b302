/// An operation as threads run it: its record in one place, where its code reads it.
///
/// An `Operation` is copied, twice over, to learn which it is: as long as a small one takes.
@safe struct RunnableOperation {
  // SAFETY: `record` is a record of the type with this `kind`, from init to `deallocate`.
  private let kind: OperationKind
  private let record: UnsafeMutableRawPointer

  init<Record: OperationRecord>(_ record: Record) {
    kind = Record.kind
    let place = UnsafeMutablePointer<Record>.allocate(capacity: 1)
    unsafe place.initialize(to: record)
    unsafe self.record = UnsafeMutableRawPointer(place)
  }

  /// Frees the record, which holds nothing that has to be released.
  func deallocate() { unsafe record.deallocate() }

  /// Computes a part.
  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    func execute<Record: OperationRecord>(_: Record.Type) {
      unsafe record.assumingMemoryBound(to: Record.self).pointee.execute(share, in: context, worker: &worker)
    }
    switch kind {
    case .normalize: execute(Normalize.self)
    case .pointEncode: execute(PointEncode.self)
    case .maximum: execute(Maximum.self)
    case .product: execute(Product.self)
    case .layerNormalize: execute(LayerNormalize.self)
    case .mish: execute(MishActivation.self)
    case .rowConstant: execute(RowConstant.self)
    case .sampleInput: execute(SampleInput.self)
    case .sampleUpdate: execute(SampleUpdate.self)
    case .unnormalize: execute(Unnormalize.self)
    case .clear: execute(Clear.self)
    case .pointScreen: execute(PointScreen.self)
    case .pointRefine: execute(PointRefine.self)
    case .pointStage: execute(PointStage.self)
    case .add: execute(Add.self)
    case .imageInput: execute(ImageInput.self)
    case .convolution: execute(Convolution.self)
    case .groupNormalize: execute(GroupNormalize.self)
    case .maxPool: execute(MaxPool.self)
    case .spatialSoftmax: execute(SpatialSoftmax.self)
    case .averagePool: execute(AveragePool.self)
    case .imageResize: execute(ImageResize.self)
    }
  }
}
