import Kernel
import Platform

extension LevelTable {
    /// What is promised, by clock. A graded kind takes its level's promises; a kind without level takes its own, and
    /// `level` is not looked at. A combined body owes both decisions, the earlier governs (reading 2).
    package func promises(
        for kind: CaseKind, level: ResponseLevel, organisation: OrganisationKind, severalDepartments: Bool = false
    ) -> [ClockKind: LevelPromise] {
        guard kind.isGraded else {
            let rules = kinds.first { $0.kind == kind }?.promises ?? []
            return Dictionary(grouping: rules, by: \.clock).mapValues { rules in
                LevelPromise(clock: rules[0].clock, targets: rules, caps: [])
            }
        }
        let column = self[level]
        var promises: [ClockKind: LevelPromise] = [:]
        for rule in column.promises {
            let caps = rule.clock == .firstFeedback ? [self.caps.firstFeedback] : []
            promises[rule.clock] = LevelPromise(clock: rule.clock, targets: [rule], caps: caps)
        }
        promises[.decision] = decision(column, organisation, severalDepartments)
        return promises
    }

    private func decision(_ column: Level, _ organisation: OrganisationKind, _ several: Bool) -> LevelPromise {
        var targets: [PromiseRule] = []
        var limits: [PromiseRule] = []
        if organisation.isElderCare {
            targets.append(column.elderCareDecision)
            limits.append(caps.elderCareDecision)
        }
        if organisation.isHospital {
            targets.append(several ? column.hospitalDecisionSeveral : column.hospitalDecision)
            limits.append(several ? caps.hospitalDecisionSeveral : caps.hospitalDecision)
        }
        var seen: Set<PromiseRule> = []
        return LevelPromise(clock: .decision, targets: targets.filter { seen.insert($0).inserted }, caps: limits)
    }
}

/// A stricter limit an organisation sets for itself (收紧时限).
package enum Tightening: Hashable, Codable, Sendable {
    case promise(ResponseLevel, PromiseRule)
    case elderCareDecision(ResponseLevel, PromiseRule)
    case hospitalDecision(ResponseLevel, PromiseRule, several: Bool)
    case firstFeedbackCap(PromiseRule)
    case elderCareCap(PromiseRule)
    case hospitalCap(PromiseRule, several: Bool)
}

extension LevelTable {
    /// The table with one limit changed. Caps can be tightened and never loosened; targets stay within their caps.
    package func tightened(_ change: Tightening) throws(Problem) -> LevelTable {
        var table = self
        switch change {
        case .promise(let level, let rule): try table.replace(level) { $0.setPromise(rule) }
        case .elderCareDecision(let level, let rule): try table.replace(level) { $0.elderCareDecision = rule }
        case .hospitalDecision(let level, let rule, let several):
            try table.replace(level) {
                if several { $0.hospitalDecisionSeveral = rule } else { $0.hospitalDecision = rule }
            }
        case .firstFeedbackCap(let rule): try LevelTable.tighten(&table.caps.firstFeedback, rule)
        case .elderCareCap(let rule): try LevelTable.tighten(&table.caps.elderCareDecision, rule)
        case .hospitalCap(let rule, let several):
            if several {
                try LevelTable.tighten(&table.caps.hospitalDecisionSeveral, rule)
            } else {
                try LevelTable.tighten(&table.caps.hospitalDecision, rule)
            }
        }
        guard table.fault == nil else {
            throw .invalid("amount", Message("casework.field.beyond_cap"))
        }
        return table
    }

    private mutating func replace(_ level: ResponseLevel, _ alter: (inout Level) -> Void) throws(Problem) {
        guard let index = levels.firstIndex(where: { $0.level == level }) else { throw .notFound }
        alter(&levels[index])
    }

    private static func tighten(_ cap: inout PromiseRule, _ rule: PromiseRule) throws(Problem) {
        guard rule.clock == cap.clock, rule.isWithin(cap) == true else {
            throw .invalid("amount", Message("casework.field.cap_loosened"))
        }
        cap = rule
    }
}

extension LevelTable.Level {
    fileprivate mutating func setPromise(_ rule: PromiseRule) {
        promises.removeAll { $0.clock == rule.clock }
        promises.append(rule)
    }
}
