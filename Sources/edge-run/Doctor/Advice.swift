/// What would make steps faster or steadier, and the command that does it.
struct Advice {
  let text: String
  let command: String
}
