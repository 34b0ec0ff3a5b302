/// Something to be done with an operation of any kind, without an existential: `Operation.accept` specialises it.
protocol OperationVisitor {
  associatedtype Result
  mutating func visit(_ record: some OperationRecord) -> Result
}
