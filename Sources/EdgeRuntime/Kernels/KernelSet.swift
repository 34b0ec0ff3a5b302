import CKernels

/// The kernels of one instruction set, chosen once when a policy is loaded.
///
/// Each is a pure function of its argument struct: it allocates nothing, starts no thread and keeps no
/// state. All sets return the same bits for ``gemmInt8``, ``quantizeRows``, ``layerNorm``, ``columnMax``,
/// ``columnArgMax`` and ``crc32c``; all instruction sets also for ``gemm``, ``gemmF16``, ``gemmC16``,
/// ``gemmC32``, ``gemmW8``, ``groupNorm`` and ``mish``, where "generic" differs within stated bounds.
@safe public struct KernelSet: Sendable {
  // SAFETY: holds functions; who calls one answers for the pointers in its argument struct.
  /// A matrix product; see `edge_gemm_f32`.
  public typealias GemmFunction = @Sendable @convention(c) (UnsafePointer<edge_gemm_f32>) -> Void
  /// A matrix product of floats with weights of half precision; see `edge_gemm_f16`.
  public typealias GemmF16Function = @Sendable @convention(c) (UnsafePointer<edge_gemm_f16>) -> Void
  /// A matrix product of floats with coded weights of half precision; see `edge_gemm_c16`.
  public typealias GemmC16Function = @Sendable @convention(c) (UnsafePointer<edge_gemm_c16>) -> Void
  /// A matrix product of floats with coded float32 weights; see `edge_gemm_c32`.
  public typealias GemmC32Function = @Sendable @convention(c) (UnsafePointer<edge_gemm_c32>) -> Void
  /// A matrix product of quantised rows with int8 weights; see `edge_gemm_i8`.
  public typealias GemmInt8Function = @Sendable @convention(c) (UnsafePointer<edge_gemm_i8>) -> Void
  /// A matrix product of floats with int8 weights; see `edge_gemm_w8`.
  public typealias GemmW8Function = @Sendable @convention(c) (UnsafePointer<edge_gemm_w8>) -> Void
  /// Rows of floats as bytes; see `edge_quantize_rows`.
  public typealias QuantizeRowsFunction = @Sendable @convention(c) (UnsafePointer<edge_quantize_rows>) -> Void
  /// Group norm, Mish, FiLM and residual; see `edge_group_norm_f32`.
  public typealias GroupNormFunction = @Sendable @convention(c) (UnsafePointer<edge_group_norm_f32>) -> Void
  /// Layer norm and ReLU; see `edge_layer_norm_f32`.
  public typealias LayerNormFunction = @Sendable @convention(c) (UnsafePointer<edge_layer_norm_f32>) -> Void
  /// A running maximum of columns; see `edge_column_max_f32`.
  public typealias ColumnMaxFunction = @Sendable @convention(c) (UnsafePointer<edge_column_max_f32>) -> Void
  /// A running maximum of columns and the rows it was found in; see `edge_column_arg_max_f32`.
  public typealias ColumnArgMaxFunction =
    @Sendable @convention(c) (UnsafePointer<edge_column_arg_max_f32>) -> Void
  /// Input, output (may be the input) and the number of floats.
  public typealias MishFunction =
    @Sendable @convention(c) (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  /// Floats and their number, a multiple of 64; returns their sum.
  public typealias ReadProbeFunction = @Sendable @convention(c) (UnsafePointer<Float>, Int) -> Float
  /// The number of rounds of 96 multiply-adds; returns what keeps them from being optimised away.
  public typealias MultiplyAddProbeFunction = @Sendable @convention(c) (Int) -> Float
  /// The number of rounds of 512 multiply-adds of bytes; returns what keeps them from being optimised away.
  public typealias IntegerProbeFunction = @Sendable @convention(c) (Int) -> Int32
  /// A state, bytes and their number; returns the state after them.
  public typealias CRC32CFunction = @Sendable @convention(c) (UInt32, UnsafeRawPointer, Int) -> UInt32

  /// What `EDGE_KERNELS` calls this set: a name of ``names``.
  public internal(set) var name: String
  /// Multiply-adds, or bytes of weights, that take one thread about as long as several need to share an operation.
  ///
  /// Policies made with the set leave what is less to one thread. Results have the same bits, whatever it is.
  public var leastSharedWork: Int
  /// Most rows of a product that is faster with coded weights (floats or halves) than with plain ones; 0 where none is.
  ///
  /// Policies made with the set code the weights of such products. Results have the same bits, whatever it is.
  public var codedRows: Int
  /// Bytes of a policy's halves that could be coded from which on they are: fewer stay in the last-level cache, which
  /// is read faster than codes become floats.
  ///
  /// Results have the same bits, whatever it is.
  public var leastCodedHalfBytes: Int
  /// The matrix product with float32 weights.
  public internal(set) var gemm: GemmFunction
  /// The matrix product of floats with weights of half precision.
  public internal(set) var gemmF16: GemmF16Function
  /// The matrix product of floats with coded weights of half precision.
  public internal(set) var gemmC16: GemmC16Function
  /// The matrix product of floats with coded float32 weights.
  public internal(set) var gemmC32: GemmC32Function
  /// The matrix product of quantised rows with int8 weights.
  public internal(set) var gemmInt8: GemmInt8Function
  /// The matrix product of floats with int8 weights.
  public internal(set) var gemmW8: GemmW8Function
  /// Makes bytes of rows.
  public internal(set) var quantizeRows: QuantizeRowsFunction
  /// Group norm with its epilogue, in place.
  public internal(set) var groupNorm: GroupNormFunction
  /// Layer norm of rows.
  public internal(set) var layerNorm: LayerNormFunction
  /// The running maximum of columns.
  public internal(set) var columnMax: ColumnMaxFunction
  /// The running maximum of columns with the rows it was found in.
  public internal(set) var columnArgMax: ColumnArgMaxFunction
  /// Mish of a run of floats.
  public internal(set) var mish: MishFunction
  /// Reads memory and does nothing else: the probe of bandwidth.
  public internal(set) var readProbe: ReadProbeFunction
  /// Multiplies and adds without memory: the probe of the peak.
  public internal(set) var multiplyAddProbe: MultiplyAddProbeFunction
  /// Multiplies and adds bytes without memory: the probe of the peak of integers.
  public internal(set) var integerProbe: IntegerProbeFunction
  /// Continues a CRC-32C; see ``CRC32C``.
  public internal(set) var crc32c: CRC32CFunction
}
