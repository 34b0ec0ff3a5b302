/// How the weights of a packed matrix are stored.
public enum WeightFormat: Equatable, Sendable, BitwiseCopyable {
  /// Panels of (taps, channels, 16) floats.
  case float32
  /// Panels of (taps, channels, 16) numbers of half precision (equation 11).
  case float16
  /// Panels of coded float32 (decision 15): what a policy makes of float32 in memory, and no file has.
  case codedFloat32
  /// Panels of coded half precision (decision 16): what a policy makes of float16 in memory, and no file has.
  case codedFloat16
  /// Panels of bytes with scales.
  case int8(Int8Format)

  /// What the tensor is made of.
  public var element: TensorElement {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .codedFloat32, .codedFloat16, .int8: .packed
    }
  }

  /// What listings call it.
  public var name: String {
    switch self {
    case .float32: "float32"
    case .float16: "float16"
    case .codedFloat32: "coded float32"
    case .codedFloat16: "coded float16"
    case .int8(let format):
      switch format.activation {
      case .rows: "int8"
      case .wideRows: "int8-wide"
      case .floats: "w8"
      }
    }
  }

  /// The kernel that multiplies by such weights.
  var kernelSlot: KernelSlot {
    switch self {
    case .float32: .gemm
    case .float16: .gemmF16
    case .codedFloat32: .gemmC32
    case .codedFloat16: .gemmC16
    case .int8(let format): format.isInteger ? .gemmInt8 : .gemmW8
    }
  }

  /// Whether the weights are float32, coded or not.
  var isOfFloats: Bool { self == .float32 || self == .codedFloat32 }

  /// The format whose products are sums of integers, or nil.
  var integer: Int8Format? {
    guard case .int8(let format) = self, format.isInteger else { return nil }
    return format
  }

  /// Bytes of one panel, or `Int.max` where they are too many to count.
  func panelByteCount(taps: Int, channels: Int) -> Int {
    switch self {
    case .float32, .float16:
      (element.byteCount * PanelLayout.width).saturatingProduct(taps).saturatingProduct(channels)
    case .codedFloat32: CodedFloat32Run.byteCount(channels: channels).saturatingProduct(taps)
    case .codedFloat16: CodedFloat16Run.byteCount(channels: channels).saturatingProduct(taps)
    case .int8(let format): format.panelByteCount(taps: taps, channels: channels)
    }
  }
}

extension WeightFormat {
  /// What stands for `float16` in a file: the number after those of the activations.
  private static let float16Code: UInt32 = 4

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    let raw = try reader.integer(in: 0...Int(WeightFormat.float16Code))
    guard let activation = Int8Format.Activation(rawValue: UInt32(raw)) else {
      self = raw == 0 ? .float32 : .float16
      return
    }
    let start = reader.offset
    let longest = Int8Format.maxChunkLength(activation)
    let chunkLength = try reader.integer(in: Int8Format.depth...longest)
    guard chunkLength % Int8Format.depth == 0 else {
      throw .outOfRange(
        offset: start, value: UInt64(chunkLength), allowed: UInt64(Int8Format.depth)...UInt64(longest))
    }
    self = .int8(Int8Format(activation: activation, chunkLength: chunkLength))
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .float32: writer.integer(0)
    case .float16: writer.u32(WeightFormat.float16Code)
    case .codedFloat32, .codedFloat16: preconditionFailure("coded weights are no part of a file")
    case .int8(let format):
      writer.u32(format.activation.rawValue)
      writer.integer(format.chunkLength)
    }
  }
}
