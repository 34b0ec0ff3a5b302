import CommandSupport
import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// Names in narrow columns still tell layers apart.
@Suite struct ShortNameTests {
  @Test(arguments: [
    ("model.down_modules.0.0.blocks.1", 31, "model.down_modules.0.0.blocks.1"),
    ("model.down_modules.0.0.blocks.1", 25, "model.down_….0.0.blocks.1"),
    ("model.down_modules.0.0.blocks.1", 21, "model.dow….0.0.blo….1"),
    ("model.down_modules.0.0.blocks.1", 18, "model.d….0.0.bl….1"),
    ("model.up_modules.0.0.residual_conv", 18, "model.u….0.0.resi…"),
    ("obs_encoder.extractor.max", 12, "obs_….e….max"),
    ("policies/of/many/robots/dial-turn.edge", 22, "policie…dial-turn.edge"),
    ("abcdefghijklmnopqrstuvwxyz", 10, "abc…uvwxyz"),
    ("a.b.c.d.e.f.g.h", 10, "a.b….f.g.h"),
    ("one\u{1B}two", 20, "one\\u{1b}two"),
    ("a.x\ny.long_component_name.end", 20, "a.x\\ny.long_com….end"),
  ])
  func keepsWhatTellsApart(name: String, limit: Int, expected: String) {
    let short = ShortName.text(of: name, limit: limit)
    #expect(short == expected)
    #expect(short.unicodeScalars.count <= limit)
  }

  /// In the narrowest column of a table, the layers of the shipped policy that have different names still do.
  @Test(arguments: [16, 24, 38]) func layersDiffer(limit: Int) throws {
    let names = Set(try PolicyFile(path: Repository.path("Weights/dial-turn.edge")).layers.operationNames)
    try #require(names.count > 50)
    let short = Set(names.map { ShortName.text(of: $0, limit: limit) })
    #expect(short.count == names.count)
  }
}
