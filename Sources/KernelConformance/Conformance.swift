import EdgeRuntime

/// Seeded cases that every set of kernels must compute to the same bits, or within what its contract allows.
public enum Conformance {
  // SAFETY: bytes of guarded memory, cut within its count.

  private static let channelCounts = Array(1...20) + [31, 32, 33, 63, 64, 65, 100, 128, 129, 260]
  private static let columnCounts = [1, 2, 15, 16, 17, 31, 33, 47, 48, 64, 65, 80]

  /// Draws cases and checks them; "case 7: what it was" of the first that `check` names, or nil.
  private static func firstMismatch(
    _ cases: Int, _ seed: UInt64, _ check: (_ index: Int, inout SeededNumbers) -> String?
  ) -> String? {
    var numbers = SeededNumbers(seed: seed)
    for index in 0..<cases {
      if let name = check(index, &numbers) { return "case \(index): \(name)" }
    }
    return nil
  }

  /// Case number `index` of the integer products: all rows up to 18, tails of every kind, both activations, extremes.
  public static func int8Case(_ index: Int, _ numbers: inout SeededNumbers) -> Int8Case {
    Int8Case(
      rows: 1 + index % 18, taps: numbers.pick([1, 1, 2, 3, 5]), channels: numbers.pick(channelCounts),
      columns: numbers.pick(columnCounts), chunkLength: numbers.pick([4, 8, 64, 256, 512]),
      rowStep: numbers.pick([1, 1, 2]), isWide: index % 5 == 4, kind: index % 7 == 3 ? .extreme : .ordinary,
      &numbers)
  }

  /// The first integer product that `kernels` compute otherwise than the definition, or nil.
  public static func int8Mismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = int8Case(index, &numbers)
      let (bits, isIntact) = sample.run(kernels, withBias: index % 2 == 0)
      return isIntact && bits == sample.expected(withBias: index % 2 == 0) ? nil : sample.name
    }
  }

  /// Rows of product number `index`: each number up to 18, and now and then more than a block of the kernels has.
  private static func productRows(_ index: Int) -> Int { index % 25 == 24 ? 130 : 1 + index % 18 }

  /// The first product of floats with int8 weights that `kernels` compute otherwise than the definition, or nil.
  public static func w8Mismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = W8Case(
        rows: productRows(index), taps: numbers.pick([1, 1, 2, 3, 5]), channels: numbers.pick(channelCounts),
        columns: numbers.pick(columnCounts), chunkLength: numbers.pick([4, 8, 64, 256]),
        gap: numbers.pick([0, 0, 1, 5]), &numbers)
      let (bits, isIntact) = sample.run(kernels, withBias: index % 2 == 0)
      let expected = sample.expected(isFused: isFused(kernels), withBias: index % 2 == 0)
      return isIntact && bits == expected ? nil : sample.name
    }
  }

  /// The first product with weights of half precision that `kernels` compute otherwise than that of the floats
  /// they stand for, or nil.
  public static func f16Mismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = F16Case(
        rows: productRows(index), taps: numbers.pick([1, 1, 2, 3, 5]), channels: numbers.pick(channelCounts),
        columns: numbers.pick(columnCounts), gap: numbers.pick([0, 0, 1, 5]), &numbers)
      return sample.mismatch(kernels, withBias: index % 2 == 0)
    }
  }

  /// Channels of products with coded weights: whole blocks.
  private static let codedChannelCounts = [4, 8, 12, 60, 64, 100, 256, 260, 512, 516]

  /// The first product with coded halves that `kernels` compute otherwise than that of the floats they stand for, or
  /// nil.
  public static func c16Mismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = C16Case(
        rows: productRows(index), taps: numbers.pick([1, 1, 2, 3, 5]), channels: numbers.pick(codedChannelCounts),
        columns: numbers.pick(columnCounts), gap: numbers.pick([0, 0, 1, 5]), &numbers)
      return sample.mismatch(kernels, withBias: index % 2 == 0)
    }
  }

  /// The first product with coded floats that `kernels` compute otherwise than that of the floats themselves, or nil.
  public static func c32Mismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = C32Case(
        rows: productRows(index), taps: numbers.pick([1, 1, 2, 3, 5]),
        channels: numbers.pick(codedChannelCounts), columns: numbers.pick(columnCounts),
        gap: numbers.pick([0, 0, 1, 5]), kind: C32Case.Kind.allCases[numbers.pick([0, 1, 2])], &numbers)
      return sample.mismatch(kernels, withBias: index % 2 == 0)
    }
  }

  /// The first product of floats that `kernels` compute otherwise than the definition, or nil.
  public static func f32Mismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = F32Case(
        rows: productRows(index), taps: numbers.pick([1, 1, 2, 3, 5]), channels: numbers.pick(channelCounts),
        columns: numbers.pick(columnCounts), gap: numbers.pick([0, 0, 1, 5]), &numbers)
      let (bits, isIntact) = sample.run(kernels, withBias: index % 2 == 0)
      let expected = sample.expected(isFused: isFused(kernels), withBias: index % 2 == 0)
      return isIntact && bits == expected ? nil : sample.name
    }
  }

  /// The first rows that `kernels` normalise to other bits than the reference, or nil.
  public static func layerNormMismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = LayerNormCase(index: index, &numbers)
      let (bits, isIntact) = sample.run(kernels)
      return isIntact && bits == sample.run(.generic).bits ? nil : sample.name
    }
  }

  /// The first groups that `kernels` normalise otherwise than the reference allows, or nil; see `GroupNormCase`.
  public static func groupNormMismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = GroupNormCase(index: index, &numbers)
      return sample.agrees(kernels) ? nil : sample.name
    }
  }

  /// The first columns of which `kernels` find other maxima, or other rows that hold them, than the reference, or nil.
  public static func columnMaximumMismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = ColumnMaximumCase(index: index, &numbers)
      let (bits, isIntact) = sample.run(kernels)
      return isIntact && bits == sample.run(.generic).bits ? nil : sample.name
    }
  }

  /// The first bytes of which `kernels` compute another checksum than the reference, or nil.
  public static func checksumMismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let bytes = GuardedFloats(numbers.floats(1 + index % 80))
      let skipped = index % 4
      let (start, count) = unsafe (bytes.start(as: UInt8.self) + skipped, 4 * bytes.count - skipped)
      let before = UInt32(truncatingIfNeeded: numbers.bits())
      let expected = unsafe KernelSet.generic.crc32c(before, start, count)
      return unsafe kernels.crc32c(before, start, count) == expected ? nil : "\(count) bytes"
    }
  }

  /// The first float whose Mish `kernels` compute otherwise than the reference, or nil; see `MishSweep`.
  public static func mishMismatch(_ kernels: KernelSet, cases: Int) -> String? {
    MishSweep(kernels, cases: cases).mismatch().map { "mish(\($0))" }
  }

  /// Whether `kernels` add a product before it is rounded; the reference, which "armcrc" has too, does not.
  public static func isFused(_ kernels: KernelSet) -> Bool { kernels.name != "generic" && kernels.name != "armcrc" }

  /// The first rows that `kernels` make other bytes of than the reference, or nil.
  public static func quantizeMismatch(_ kernels: KernelSet, cases: Int, seed: UInt64) -> String? {
    firstMismatch(cases, seed) { index, numbers in
      let sample = QuantizeCase(index: index, &numbers)
      let result = sample.run(kernels)
      return result.isIntact && result == sample.run(.generic) ? nil : "its rows"
    }
  }
}
