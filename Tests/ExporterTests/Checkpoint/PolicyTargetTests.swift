import EdgeRuntime
import Testing

@testable import Exporter

@Suite struct PolicyTargetTests {
  private func configuration(_ target: String) -> ConfigurationNode {
    let policy = ConfigurationNode.dictionary([.init(key: "_target_", value: .string(target))])
    return .dictionary([.init(key: "policy", value: policy)])
  }

  @Test(arguments: [
    ("flow_policy_3d.policy.flowpolicy.FlowPolicy", [Family.flowPolicy]),
    ("diffusion_policy_3d.policy.simple_dp3.SimpleDP3", [.simpleDP3]),
    ("diffusion_policy_3d.policy.dp3.DP3", [.sdm, .manicm, .dp3]),
  ])
  func classesHoldTheirFamilies(target: String, families: [Family]) throws {
    for family in Family.allCases {
      if families.contains(family) {
        try PolicyTarget.check(configuration(target), family: family)
      } else {
        #expect(throws: CheckpointError.policy(.otherFamily(target: target, families: families))) {
          try PolicyTarget.check(configuration(target), family: family)
        }
      }
    }
  }

  @Test func unknownClassesTellNothing() throws {
    for family in Family.allCases {
      try PolicyTarget.check(configuration("my.policy.Mine"), family: family)
      try PolicyTarget.check(nil, family: family)
    }
  }
}
