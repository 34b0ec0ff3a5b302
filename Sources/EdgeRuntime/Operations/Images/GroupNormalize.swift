import CKernels

/// Group norm of each image by itself, then what follows it in a residual block.
///
///     y = (x − mean) / √(variance + ε) · gamma + beta     over the pixels of an image and the channels of a group
///     y = y + residual
///     y = max(y, 0)
public struct GroupNormalize: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The pixels of all images (images · pixels, channels).
  public var input: BufferView
  /// The normalised pixels.
  public var output: BufferView
  /// Images in the rows.
  public var images: Int
  /// Groups of channels.
  public var groups: Int
  /// Tensor (channels).
  public var gamma: Int
  /// Tensor (channels).
  public var beta: Int
  /// Added to the variance.
  public var epsilon: Float
  /// What is added (images · pixels, channels), if anything.
  public var residual: BufferView?
  /// Whether max(x, 0) follows.
  public var relu: Bool

  /// Makes the operation.
  public init(
    input: BufferView, output: BufferView, images: Int, groups: Int, gamma: Int, beta: Int, epsilon: Float,
    residual: BufferView? = nil, relu: Bool = false
  ) {
    self.input = input
    self.output = output
    self.images = images
    self.groups = groups
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.residual = residual
    self.relu = relu
  }

  static let kind = OperationKind.groupNormalize
  static let label: StaticString = "group norm"

  var kernelSlot: KernelSlot? { .groupNorm }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
    images = try reader.extent()
    groups = try reader.extent()
    gamma = try reader.tensor()
    beta = try reader.tensor()
    epsilon = try reader.epsilon()
    residual = try .readOptional(&reader)
    relu = try reader.flag()
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
    writer.integer(images)
    writer.integer(groups)
    writer.integer(gamma)
    writer.integer(beta)
    writer.float(epsilon)
    residual.write(to: &writer)
    writer.flag(relu)
  }

  var extentsAgree: Bool {
    guard input.rows == output.rows, input.columns == output.columns, output.rows % images == 0,
      output.columns % groups == 0
    else { return false }
    guard let residual else { return true }
    return residual.rows == output.rows && residual.columns == output.columns
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    if let residual { body(.read(residual)) }
    body(.write(output))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    body(TensorUse(tensor: gamma, count: output.columns))
    body(TensorUse(tensor: beta, count: output.columns))
  }

  var isShared: Bool { true }

  /// A group of an image is the least that is computed by itself.
  var divisions: Int { images.saturatingProduct(groups) }

  var stagingCount: Int { output.elementCount }

  /// Hands over what a share computes: the rows of an image and neighbouring groups' columns.
  private func forEachTile(of share: Share, _ body: (_ rows: Range<Int>, _ columns: Range<Int>) -> Void) {
    let (pixels, width) = (output.rows / images, output.columns / groups)
    let pieces = share.range(of: divisions)
    var piece = pieces.lowerBound
    while piece < pieces.upperBound {
      let (image, first) = (piece / groups, piece % groups)
      let end = min(groups, first + pieces.upperBound - piece)
      body(image * pixels..<(image + 1) * pixels, first * width..<end * width)
      piece += end - first
    }
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    forEachTile(of: share) { rows, columns in
      let destination = context.destination(
        output, rows: rows, column: columns.lowerBound, columns: columns.count, worker: &worker)
      context.take(input, rows: rows, column: columns.lowerBound, columns: columns.count, to: destination)
      normalize(rows, columns, at: destination, in: context)
    }
  }

  private func normalize(
    _ rows: Range<Int>, _ columns: Range<Int>, at destination: Destination, in context: ExecutionContext
  ) {
    let width = output.columns / groups
    var norm = unsafe edge_group_norm_f32()
    unsafe norm.values = destination.start
    unsafe norm.row_stride = destination.rowStride
    unsafe norm.gamma = context.tensor(gamma) + columns.lowerBound
    unsafe norm.beta = context.tensor(beta) + columns.lowerBound
    if let residual {
      unsafe norm.residual = UnsafePointer(context.row(rows.lowerBound, of: residual) + columns.lowerBound)
      unsafe norm.residual_row_stride = residual.rowStride
    }
    unsafe norm.rows = Int32(rows.count)
    unsafe norm.groups = Int32(columns.count / width)
    unsafe norm.channels = Int32(width)
    unsafe norm.epsilon = epsilon
    unsafe norm.activation = Int32(relu ? EDGE_NORM_RELU : EDGE_NORM_PLAIN)
    unsafe context.kernels.groupNorm(&norm)
  }
}
