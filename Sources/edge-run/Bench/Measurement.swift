import CommandSupport

import CAllocationCounter
import CPlatform

/// The times of a run of steps, and what else the run cost.
struct Measurement {
  /// The first step after loading.
  let firstNanoseconds: UInt64
  /// The measured steps, in their order.
  let latencies: [UInt64]
  /// The same, sorted.
  let times: Percentiles
  /// From the start of the first measured step to the end of the last.
  let wallNanoseconds: UInt64
  /// Time on processors, of all threads, in the loop.
  let processorNanoseconds: UInt64
  /// Allocations in the loop, or nil where they cannot be counted.
  let allocationCount: Int?
  let pageFaultCount: Int
  /// How the deadlines were kept, if there were any.
  let schedule: Schedule?

  /// A pause between steps in which rails can be read without making the next one late.
  private static let meterNanoseconds: UInt64 = 4_000_000

  /// How the deadlines of a rate were kept.
  struct Schedule {
    let rate: Double
    /// How long before a period a step was made for nobody, if it was.
    let rehearsalNanoseconds: UInt64?
    /// Steps that ended after their period.
    var missed = 0
    /// The most of them in a row.
    var longestMissRun = 0
    /// Periods that passed while a late step was still running.
    var skipped = 0
    /// From a period's start until the step began.
    var wakeDelays: [UInt64] = []
  }

  /// Steps `runner` as `options` say, and reads `meter` between steps.
  init(_ runner: inout StepRunner, _ options: BenchOptions, _ meter: PowerMeter?) throws(Failure) {
    firstNanoseconds = Self.time(&runner)
    var fastest = firstNanoseconds
    for _ in 0..<options.warmUp { fastest = min(fastest, Self.time(&runner)) }
    let capacity = Self.capacity(options, fastestNanoseconds: fastest)
    var samples = try SampleBuffer(capacity: capacity)
    var delays = try SampleBuffer(capacity: options.rate == nil ? 1 : capacity)
    var schedule: Schedule?
    let faults = edge_page_faults()
    let allocations = edge_allocation_count()
    let processorTime = edge_processor_time_ns()
    let start = edge_monotonic_ns()
    let end = options.steps == nil ? start + UInt64(options.seconds * 1e9) : UInt64.max
    if let rate = options.rate {
      let empty = Schedule(rate: rate, rehearsalNanoseconds: options.rehearsalNanoseconds)
      schedule = Self.keep(empty, from: start, until: end, &runner, &samples, &delays, meter)
    } else {
      var now: UInt64
      repeat {
        samples.append(Self.time(&runner))
        now = edge_monotonic_ns()
        meter?.sampleIfDue(at: now)
      } while !samples.isFull && now < end
    }
    wallNanoseconds = edge_monotonic_ns() - start
    processorNanoseconds = edge_processor_time_ns() - processorTime
    let allocated = edge_allocation_count() - allocations
    pageFaultCount = Int(edge_page_faults() - faults)
    allocationCount = allocations < 0 ? nil : Int(allocated)
    latencies = samples.values
    times = Percentiles(latencies)
    if schedule != nil { schedule?.wakeDelays = delays.values }
    self.schedule = schedule
  }

  /// Room for all steps of the run, should they be four times as fast as any before.
  private static func capacity(_ options: BenchOptions, fastestNanoseconds: UInt64) -> Int {
    if let steps = options.steps { return steps }
    let perSecond = options.rate ?? 4e9 / Double(max(fastestNanoseconds, 1))
    return Int(min(options.seconds * perSecond + 16, Double(BenchOptions.stepCounts.upperBound)))
  }

  private static func time(_ runner: inout StepRunner) -> UInt64 {
    let start = edge_monotonic_ns()
    runner.step()
    return edge_monotonic_ns() - start
  }

  /// Starts steps at whole periods after `start`; a step that ends late gives up the periods it ran into.
  private static func keep(
    _ empty: Schedule, from start: UInt64, until end: UInt64, _ runner: inout StepRunner,
    _ times: inout SampleBuffer, _ delays: inout SampleBuffer, _ meter: PowerMeter?
  ) -> Schedule {
    var schedule = empty
    let period = 1e9 / schedule.rate
    var slot: UInt64 = 1
    var missRun = 0
    while !times.isFull {
      // From the start each time, so that rounding the period does not add up.
      let deadline = start + UInt64(Double(slot) * period)
      if deadline >= end, times.count > 0 { break }
      if let lead = schedule.rehearsalNanoseconds {
        edge_sleep_until_ns(deadline - min(lead, deadline))
        // A little longer than needed: timers are late.
        runner.rehearse(awakeFor: lead + 1_000_000)
      }
      edge_sleep_until_ns(deadline)
      let woken = edge_monotonic_ns()
      runner.step()
      let done = edge_monotonic_ns()
      delays.append(woken - min(deadline, woken))
      times.append(done - woken)
      let next = start + UInt64(Double(slot + 1) * period)
      slot += 1
      if done <= next {
        if next - done > Self.meterNanoseconds { meter?.sampleIfDue(at: done) }
        missRun = 0
        continue
      }
      schedule.missed += 1
      missRun += 1
      schedule.longestMissRun = max(schedule.longestMissRun, missRun)
      let following = UInt64(Double(done - start) / period) + 1
      schedule.skipped += Int(following - slot)
      slot = following
    }
    return schedule
  }
}
