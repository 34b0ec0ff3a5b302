/// Group norm and Mish after a convolution, then FiLM and a residual where the network has them.
///
///     y = mish(norm(x) · gamma + beta)
///     y = (scale + scaleBias) · y + (shift + shiftBias)
///     y = y + residual
public struct GroupNormEpilogue: Equatable, Sendable, BitwiseCopyable {
  /// The modulation of a residual block by the observation and the timestep.
  public struct Film: Equatable, Sendable, BitwiseCopyable {
    /// Buffer of the modulation: `columns` scales, then `columns` shifts.
    public var buffer: Int
    /// Floats from the buffer's start to the scales.
    public var offset: Int
    /// Tensor with the biases of the modulation, a run for every sampler row if `biasRowStride` > 0.
    public var bias: Int
    /// Floats from a run's start to the scales' biases; the shifts' follow them.
    public var biasOffset: Int
    /// Floats between the runs of neighbouring sampler rows.
    public var biasRowStride: Int

    /// Makes a modulation.
    public init(buffer: Int, offset: Int, bias: Int, biasOffset: Int, biasRowStride: Int) {
      self.buffer = buffer
      self.offset = offset
      self.bias = bias
      self.biasOffset = biasOffset
      self.biasRowStride = biasRowStride
    }
  }

  /// Groups of the norm; a divisor of the part's columns.
  public var groups: Int
  /// Tensor (columns).
  public var gamma: Int
  /// Tensor (columns).
  public var beta: Int
  /// Added to the variance.
  public var epsilon: Float
  /// The modulation, if any.
  public var film: Film?
  /// What is added last (rows, columns), if anything.
  public var residual: BufferView?

  /// Makes an epilogue.
  public init(
    groups: Int, gamma: Int, beta: Int, epsilon: Float, film: Film? = nil, residual: BufferView? = nil
  ) {
    self.groups = groups
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.film = film
    self.residual = residual
  }
}

extension GroupNormEpilogue {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    groups = try reader.extent()
    gamma = try reader.tensor()
    beta = try reader.tensor()
    epsilon = try reader.epsilon()
    if try reader.flag() {
      film = Film(
        buffer: try reader.integer(in: 0...FormatLimits.bufferCount - 1),
        offset: try reader.integer(in: 0...FormatLimits.floatOffset),
        bias: try reader.tensor(), biasOffset: try reader.integer(in: 0...FormatLimits.floatOffset),
        biasRowStride: try reader.integer(in: 0...FormatLimits.floatOffset))
    }
    if try reader.flag() { residual = try BufferView(reading: &reader) }
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(groups)
    writer.integer(gamma)
    writer.integer(beta)
    writer.float(epsilon)
    writer.flag(film != nil)
    if let film {
      writer.integer(film.buffer)
      writer.integer(film.offset)
      writer.integer(film.bias)
      writer.integer(film.biasOffset)
      writer.integer(film.biasRowStride)
    }
    writer.flag(residual != nil)
    residual?.write(to: &writer)
  }
}
