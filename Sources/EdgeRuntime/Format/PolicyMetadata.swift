/// What a policy is and what goes in and out of it: section *metadata*.
public struct PolicyMetadata: Equatable, Sendable {
  /// One observation the policy reads.
  public struct ObservationKey: Equatable, Sendable {
    /// The key robots and trainers use, like `point_cloud`.
    public var name: String
    /// What a row is, like `points (m)`; for people.
    public var unit: String
    /// To: frames in the window.
    public var frames: Int
    /// Rows of one frame: points, or 1 for a vector.
    public var rows: Int
    /// Columns the policy reads; a cloud given with more is cut.
    public var columns: Int
    /// What each column's values were in training; empty where the trainer did not keep it.
    public var ranges: [ClosedRange<Float>]

    /// Makes a key of shape (frames, rows, columns).
    public init(
      name: String, unit: String, frames: Int, rows: Int, columns: Int, ranges: [ClosedRange<Float>] = []
    ) {
      self.name = name
      self.unit = unit
      self.frames = frames
      self.rows = rows
      self.columns = columns
      self.ranges = ranges
    }

    /// The shape of the window as a robot gives it: a vector has no rows.
    public var shape: [Int] { rows == 1 ? [frames, columns] : [frames, rows, columns] }

    /// Whether a window may be given in this shape: a cloud of one point may have the extent that a vector has not.
    public func accepts(_ shape: [Int]) -> Bool {
      shape == self.shape || shape == [frames, rows, columns]
    }

    /// Floats of one frame.
    public var frameElementCount: Int { rows * columns }

    /// Floats of the whole window.
    public var elementCount: Int { frames * rows * columns }
  }

  /// The method the policy was trained with.
  public var family: Family
  /// The task or run it came from; for people.
  public var name: String
  /// T: rows of the sampled action chunk.
  public var horizon: Int
  /// A: columns of an action.
  public var actionWidth: Int
  /// Columns of what the sampler works on and of its noise: A, or more where observations are sampled beside actions.
  ///
  /// The program tells it.
  public var sampleWidth: Int
  /// What an action's columns are, for people.
  public var actionUnit: String
  /// To: observations in the window.
  public var observationSteps: Int
  /// The rows of the chunk that the policy returns.
  public var returnedRows: Range<Int>
  /// What the policy reads, in the order of the program's inputs.
  public var observations: [ObservationKey]
  /// One line on the sampler, for people.
  public var samplerDescription: String
  /// Parameters in the checkpoint that the policy was made of.
  public var storedParameters: Int
  /// Parameters left in this file after the exporter's passes.
  public var liveParameters: Int

  /// Makes metadata; `PolicyFile` checks it when it is read.
  public init(
    family: Family, name: String, horizon: Int, actionWidth: Int, sampleWidth: Int? = nil, actionUnit: String,
    observationSteps: Int, returnedRows: Range<Int>, observations: [ObservationKey], samplerDescription: String,
    storedParameters: Int, liveParameters: Int
  ) {
    self.family = family
    self.name = name
    self.horizon = horizon
    self.actionWidth = actionWidth
    self.sampleWidth = sampleWidth ?? actionWidth
    self.actionUnit = actionUnit
    self.observationSteps = observationSteps
    self.returnedRows = returnedRows
    self.observations = observations
    self.samplerDescription = samplerDescription
    self.storedParameters = storedParameters
    self.liveParameters = liveParameters
  }
}

extension PolicyMetadata {
  /// The shape of the noise that the sampler starts from, and that each of its rows adds: (T, `sampleWidth`).
  public var noiseShape: [Int] { [horizon, sampleWidth] }
}

extension ByteReader {
  fileprivate mutating func parameterCount() throws(PolicyFileError) -> Int {
    let start = offset
    let value = try u64()
    guard value <= FormatLimits.parameterCount else {
      throw .outOfRange(offset: start, value: value, allowed: 0...FormatLimits.parameterCount)
    }
    return Int(value)
  }

  fileprivate mutating func range() throws(PolicyFileError) -> ClosedRange<Float> {
    let low = try float()
    let place = offset
    let high = try float()
    guard low <= high else { throw .badNumber(offset: place) }
    return low...high
  }
}

extension PolicyMetadata {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    let familyOffset = reader.offset
    let rawFamily = try reader.u32()
    guard let family = Family(rawValue: rawFamily) else {
      throw .outOfRange(
        offset: familyOffset, value: UInt64(rawFamily), allowed: 1...UInt64(Family.allCases.count))
    }
    self.family = family
    name = try reader.text()
    horizon = try reader.extent()
    actionWidth = try reader.extent()
    sampleWidth = actionWidth
    actionUnit = try reader.text()
    observationSteps = try reader.extent()
    let first = try reader.integer(in: 0...horizon - 1)
    let end = try reader.integer(in: first + 1...horizon)
    returnedRows = first..<end
    samplerDescription = try reader.text()
    storedParameters = try reader.parameterCount()
    liveParameters = try reader.parameterCount()
    observations = []
    for index in 0..<(try reader.integer(in: 1...FormatLimits.observationKeyCount)) {
      var key = ObservationKey(
        name: try reader.text(), unit: try reader.text(), frames: try reader.extent(),
        rows: try reader.extent(), columns: try reader.extent())
      if reader.version >= 3, try reader.flag() {
        for _ in 0..<key.columns { key.ranges.append(try reader.range()) }
      }
      guard !observations.contains(where: { $0.name == key.name }) else { throw .duplicateKey(index: index) }
      observations.append(key)
    }
    try reader.expectEnd()
  }

  /// Appends the section's bytes.
  public func write(to writer: inout ByteWriter) {
    precondition(observations.allSatisfy { $0.ranges.isEmpty || $0.ranges.count == $0.columns }, "a range a column")
    writer.u32(family.rawValue)
    writer.text(name)
    writer.integer(horizon)
    writer.integer(actionWidth)
    writer.text(actionUnit)
    writer.integer(observationSteps)
    writer.integer(returnedRows.lowerBound)
    writer.integer(returnedRows.upperBound)
    writer.text(samplerDescription)
    writer.u64(UInt64(storedParameters))
    writer.u64(UInt64(liveParameters))
    writer.integer(observations.count)
    for key in observations {
      writer.text(key.name)
      writer.text(key.unit)
      writer.integer(key.frames)
      writer.integer(key.rows)
      writer.integer(key.columns)
      writer.flag(!key.ranges.isEmpty)
      for range in key.ranges {
        writer.float(range.lowerBound)
        writer.float(range.upperBound)
      }
    }
  }
}
