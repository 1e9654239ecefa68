import Deadlines
import Foundation
import Kernel
import Yams

/// Time limits, approver, team and follow-up of each level and kind (时限表, 3.4), read from `Data/levels.yaml`.
package struct LevelTable: Hashable, Codable, Sendable {
    package internal(set) var caps: Caps
    package internal(set) var levels: [Level]
    package internal(set) var kinds: [Kind]
    /// Stricter goals by type of complaint (S4-52).
    package internal(set) var targets: CategoryTargets?
    /// Which versions of the settings it was made of; absent in the shipped table.
    package internal(set) var settingVersion: String?

    /// The outer limits, which an organisation can only make stricter.
    package struct Caps: Hashable, Codable, Sendable {
        package internal(set) var firstFeedback: PromiseRule
        package internal(set) var elderCareDecision: PromiseRule
        package internal(set) var hospitalDecision: PromiseRule
        package internal(set) var hospitalDecisionSeveral: PromiseRule
    }

    /// One column of the table of 3.4.
    package struct Level: Hashable, Codable, Sendable {
        package let level: ResponseLevel
        package internal(set) var promises: [PromiseRule]
        package internal(set) var elderCareDecision: PromiseRule
        package internal(set) var hospitalDecision: PromiseRule
        package internal(set) var hospitalDecisionSeveral: PromiseRule
        /// Days after the start on which a word on progress is due; `everyDays` repeats it until the decision.
        package let progressDays: [Int]
        package let everyDays: Int?
        /// Days after the decision on which the person is asked again (回访).
        package let followUpDays: [Int]
        package let approver: Approver
        package let team: [TeamPart]
        package let needsSecondConfirmation: Bool
        /// Share of short-path cases a supervisor looks at again, in per cent.
        package let samplePercent: Int
        /// How long an offered case may be sent back, and within which it is to be taken (退回期限).
        package internal(set) var answerOfferWithin: Term
        /// Within which the coordinator decides whose a case is (裁定期限).
        package internal(set) var rulingWithin: Term
        /// Shares of the time used, in per cent, at which the ladder is climbed.
        package let escalateAtPercent: [Int]
    }

    /// Who decides at a level (审批人).
    package enum Approver: String, Codable, Sendable, CaseIterable {
        case chiefExecutive = "chief_executive"
        case director
        case supervisor
        case firstReceiver = "first_receiver"
    }

    /// Who works on a level (处置力量).
    package enum TeamPart: String, Codable, Sendable, CaseIterable {
        case coordinationGroup = "coordination_group"
        case mediator
        case rootCauseAnalysis = "root_cause_analysis"
        case handlingGroup = "handling_group"
        case investigator
        case responsibleUnit = "responsible_unit"
        case firstReceiver = "first_receiver"
    }

    /// The promises of kinds that have no level (3.1).
    package struct Kind: Hashable, Codable, Sendable {
        package let kind: CaseKind
        package internal(set) var promises: [PromiseRule]
    }

    /// Reads and validates the table.
    package static func load(_ file: URL) throws -> LevelTable {
        let decoder = YAMLDecoder()
        let table = try decoder.decode(LevelTable.self, from: String(contentsOf: file, encoding: .utf8))
        if let fault = table.fault { throw CaseworkDataError(fault) }
        return table
    }

    /// What clocks are marked with.
    package var ruleVersion: String { settingVersion ?? Grading.ruleVersion }

    package subscript(_ level: ResponseLevel) -> Level {
        guard let found = levels.first(where: { $0.level == level }) else {
            preconditionFailure("A loaded table has all four levels.")
        }
        return found
    }

    /// What is wrong with the table: a level missing, or a target beyond its cap. `nil` when it may be used.
    package var fault: String? {
        guard Set(levels.map(\.level)) == Set(ResponseLevel.allCases), levels.count == 4 else {
            return "each of the four levels stands once"
        }
        for level in levels {
            for (target, cap) in level.pairs(caps) where target.isWithin(cap) == false {
                return "level \(level.level.rawValue): \(target.clock.rawValue) is beyond its cap"
            }
        }
        return nil
    }
}

extension LevelTable.Level {
    /// Every target beside the cap it must stay within.
    fileprivate func pairs(_ caps: LevelTable.Caps) -> [(PromiseRule, PromiseRule)] {
        promises.filter { $0.clock == .firstFeedback }.map { ($0, caps.firstFeedback) } + [
            (elderCareDecision, caps.elderCareDecision), (hospitalDecision, caps.hospitalDecision),
            (hospitalDecisionSeveral, caps.hospitalDecisionSeveral),
        ]
    }
}
