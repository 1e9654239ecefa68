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
