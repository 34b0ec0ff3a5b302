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
    /// Planes of an image, whose lines are the rows of a frame, plane by plane; nil of what is no image.
    public var planes: Int?

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

    /// Makes the key of a camera, whose pixels are numbers from 0 to 1.
    public init(camera name: String, frames: Int, planes: Int, height: Int, width: Int) {
      self.init(name: name, unit: "pixels 0-255, or 0-1", frames: frames, rows: planes * height, columns: width)
      self.planes = planes
    }

    /// The shape of the window as a robot gives it: a vector has no rows, an image planes of lines.
    public var shape: [Int] {
      if let planes { return [frames, planes, rows / planes, columns] }
      return rows == 1 ? [frames, columns] : [frames, rows, columns]
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

  /// The planes of an image, which its rows are lines of; 0 stands for none.
  fileprivate mutating func planes(of rows: Int) throws(PolicyFileError) -> Int? {
    let start = offset
    let planes = try integer(in: 0...rows)
    guard planes == 0 || rows % planes == 0 else {
      throw .outOfRange(offset: start, value: UInt64(planes), allowed: 0...UInt64(rows))
    }
    return planes == 0 ? nil : planes
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
      if reader.version >= FileHeader.imageVersion { key.planes = try reader.planes(of: key.rows) }
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
      if writer.version >= FileHeader.imageVersion { writer.integer(key.planes ?? 0) }
    }
  }
}
