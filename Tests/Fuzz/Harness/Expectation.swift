import CFuzzer

/// Ends the process with a reason, which an optimised precondition does not print.
func fault(_ reason: String) -> Never { fuzz_fail(reason) }

/// Makes an input a fault unless `condition` holds.
func expect(_ condition: Bool, _ reason: @autoclosure () -> String) {
  if !condition { fault(reason()) }
}
