/// Kinds of values in a pickle, as messages name them.
public enum PickleKind: String, Sendable {
  case none = "None"
  case boolean = "a truth value"
  case integer = "an integer"
  case real = "a real number"
  case text = "text"
  case bytes = "bytes"
  case tuple = "a tuple"
  case list = "a list"
  case dictionary = "a dictionary"
  case set = "a set"
  case global = "a global name"
  case object = "an object"
  case storage = "a storage"
  case tensor = "a tensor"
}
