import Deadlines
import Kernel
import Platform

/// What an organisation may say of its time limits (时限设定), and the invariant of 3.4: no target beyond its cap, no
/// cap loosened, no graver level slower than a lighter one.
enum PromiseSettings {
    /// The limits that mean anything to this kind of body.
    static func slots(of table: LevelTable, _ organisation: OrganisationKind) -> [PromiseSlot] {
        table.slots.filter { slot in
            switch slot {
            case .cap(let column), .decision(_, let column): column.concerns(organisation)
            case .promise, .offer, .ruling, .kind: true
            }
        }
    }

    static func document(of table: LevelTable) -> SettingDocument {
        Dictionary(
            uniqueKeysWithValues: table.slots.compactMap { slot in table[slot].map { (slot.key, $0.description) } })
    }

    /// The table with the limits of the document; lines it does not know are left alone.
    static func table(_ table: LevelTable, with document: SettingDocument) -> LevelTable {
        var changed = table
        for slot in table.slots {
            if let term = document[slot.key].flatMap({ Term($0) }) { changed[slot] = term }
        }
        return changed
    }

    /// Every limit that breaks the invariant: line → what is wrong. `former` is the version before, `shipped` what
    /// the program brings.
    static func faults(
        in table: LevelTable, after former: LevelTable, shipped: LevelTable, _ organisation: OrganisationKind
    ) -> [String: Message] {
        var faults: [String: Message] = [:]
        func refuse(_ slot: PromiseSlot, _ key: String, _ limit: Term) {
            if faults[slot.key] == nil {
                faults[slot.key] = Message("casework.rules.fault.\(key)", ["limit": .message(limit.message)])
            }
        }
        let columns = LimitColumn.allCases.filter { $0.concerns(organisation) }
        for column in columns where table.caps[column].isWithin(former.caps[column]) != true {
            refuse(.cap(column), "cap_loosened", former.caps[column].term)
        }
        for level in table.levels {
            for (slot, rule, cap) in limits(level, table.caps, columns) where rule.isWithin(cap) == false {
                refuse(slot, "beyond_cap", cap.term)
            }
        }
        for (slot, slower, graver, lighter) in pairs(table, columns) where graver.isWithin(lighter) == false {
            refuse(slot, slower, lighter.term)
        }
        for (slot, rule, limit) in kindLimits(table, shipped) where rule.isWithin(limit) == false {
            refuse(slot, "beyond_cap", limit.term)
        }
        return faults
    }

    /// The targets of a level beside the caps they must stay within.
    private static func limits(
        _ level: LevelTable.Level, _ caps: LevelTable.Caps, _ columns: [LimitColumn]
    ) -> [(PromiseSlot, PromiseRule, PromiseRule)] {
        let feedback = level.promises.filter { $0.clock == .firstFeedback }.map { rule in
            (PromiseSlot.promise(level.level, .firstFeedback), rule, caps.firstFeedback)
        }
        let decisions = columns.compactMap { column in
            level.decision(column).map { (PromiseSlot.decision(level.level, column), $0, caps[column]) }
        }
        return feedback + decisions
    }

    /// What must not end after what. Ⅳ is solved where it is received, so only Ⅰ to Ⅲ are ordered among themselves.
    private static func pairs(
        _ table: LevelTable, _ columns: [LimitColumn]
    ) -> [(PromiseSlot, String, PromiseRule, PromiseRule)] {
        var pairs: [(PromiseSlot, String, PromiseRule, PromiseRule)] = []
        func compare(_ slot: PromiseSlot, _ key: String, _ other: PromiseSlot) {
            guard let earlier = table[slot], let later = table[other] else { return }
            pairs.append((slot, key, PromiseRule(.decision, earlier), PromiseRule(.decision, later)))
        }
        for (graver, lighter) in [(ResponseLevel.one, ResponseLevel.two), (.two, .three)] {
            for clock in ClockKind.allCases { compare(.promise(graver, clock), "slower", .promise(lighter, clock)) }
            for column in columns { compare(.decision(graver, column), "slower", .decision(lighter, column)) }
            compare(.offer(graver), "slower", .offer(lighter))
            compare(.ruling(graver), "slower", .ruling(lighter))
        }
        for level in ResponseLevel.allCases {
            compare(.promise(level, .acknowledge), "after_feedback", .promise(level, .firstFeedback))
            for column in columns {
                compare(.promise(level, .firstFeedback), "after_decision", .decision(level, column))
            }
        }
        return pairs
    }

    /// Kinds without level: the first word within the cap of the first feedback, rights over personal data within
    /// what the law gives.
    private static func kindLimits(
        _ table: LevelTable, _ shipped: LevelTable
    ) -> [(PromiseSlot, PromiseRule, PromiseRule)] {
        table.kinds.flatMap { kind in
            kind.promises.compactMap { rule in
                let slot = PromiseSlot.kind(kind.kind, rule.clock)
                switch rule.clock {
                case .acknowledge, .thanks: return (slot, rule, table.caps.firstFeedback)
                case .makeSafe, .tellRepresentative, .tellManagement, .tellCoordination, .authorityReport,
                    .firstFeedback, .decision, .rootCause, .review, .reply, .categoryTarget, .outside, .acceptance,
                    .arbitration, .part, .task, .supervision, .supervisionAgain, .emergencyReport:
                    guard kind.kind == .dataRequest, let legal = shipped[slot] else { return nil }
                    return (slot, rule, PromiseRule(rule.clock, legal))
                }
            }
        }
    }
}

extension LimitColumn {
    /// Whether bodies of this kind have the limit: eldercare 14 days, hospitals working days, combined both (reading 2).
    func concerns(_ organisation: OrganisationKind) -> Bool {
        switch self {
        case .firstFeedback: true
        case .elderCareDecision: organisation.isElderCare
        case .hospitalDecision, .hospitalDecisionSeveral: organisation.isHospital
        }
    }
}
