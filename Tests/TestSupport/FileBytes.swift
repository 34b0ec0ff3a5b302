import Foundation

/// Every byte of the file at `path`, read by other code than this project's.
package func bytes(ofFile path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: path)))
}
