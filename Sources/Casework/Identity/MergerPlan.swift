import Deadlines
import Kernel

/// What a merger would do, known before it is done (并案预览): which promises end and which go on, who is told, what
/// comes along. A pure reading of two cases.
package struct MergerPlan: Hashable, Sendable {
    /// One promise still owed in the case that would be merged.
    package struct Owed: Hashable, Sendable {
        package let kind: ClockKind
        package let dueAt: Instant
        /// When the surviving case owes the same; `nil` when it does not or already did.
        package let otherDueAt: Instant?
        /// It goes on in the survivor because it ends first; otherwise the survivor's own covers it.
        package let continues: Bool
    }

    package let owed: [Owed]
    package let clocks: [CaseClock]
    package let told: [ID<Staff>]
    package let outside: [OutsideReferral]
    /// Both complainants are known to be one person, so the merged case's PIN opens the survivor itself.
    package let isSamePerson: Bool

    /// `open` are the clocks still owed of each with their due moment.
    package init(
        of merged: Case, open mergedClocks: [(CaseClock, Instant)], into other: Case, _ own: [(CaseClock, Instant)]
    ) {
        var owed: [Owed] = []
        var kept: [CaseClock] = []
        for (clock, due) in mergedClocks.sorted(by: { ($0.1, $0.0.name.rawValue) < ($1.1, $1.0.name.rawValue) }) {
            let otherDue = own.filter { $0.0.kind == clock.kind }.map(\.1).min()
            let continues = MergerPlan.continues(clock.kind, due, otherDue)
            owed.append(Owed(kind: clock.kind, dueAt: due, otherDueAt: otherDue, continues: continues))
            if continues { kept.append(clock) }
        }
        self.owed = owed
        clocks = kept
        told = Set(merged.responsible).union(other.responsible).sorted()
        outside = merged.openReferrals
        isSamePerson = merged.complainant.isSamePerson(as: other.complainant)
    }

    /// The earlier due governs. What is owed to the complainant or an outside body goes on even where the survivor owes
    /// nothing of the kind any more; what is owed within the house does not.
    private static func continues(_ kind: ClockKind, _ due: Instant, _ other: Instant?) -> Bool {
        switch kind {
        case .outside: true
        case .acknowledge, .firstFeedback, .decision, .reply, .thanks, .tellRepresentative, .authorityReport:
            other.map { due < $0 } ?? true
        case .makeSafe, .tellManagement, .tellCoordination, .rootCause, .review: other.map { due < $0 } ?? false
        case .acceptance, .arbitration, .part, .task, .categoryTarget, .supervision, .supervisionAgain,
            .emergencyReport:
            false
        }
    }
}

extension Complainant {
    /// The same telephone or e-mail address. A name alone is not enough to show one person's words to another.
    package func isSamePerson(as other: Complainant) -> Bool {
        func same(_ left: String?, _ right: String?, _ keep: (Character) -> Bool) -> Bool {
            let (one, two) = ((left ?? "").lowercased().filter(keep), (right ?? "").lowercased().filter(keep))
            return one.count >= 6 && one == two
        }
        return same(phone, other.phone, \.isNumber) || same(email, other.email, { !$0.isWhitespace })
    }
}

extension Case {
    /// The clocks of merged cases that go on here, until what they wait for is done here.
    func inheritedClocks(at now: Instant) throws(Problem) -> [CaseClock] {
        var clocks: [CaseClock] = []
        for merged in identity.absorbed where (merged.round ?? 0) == earlierRounds.count {
            for given in merged.clocks {
                var promise = given.clock.promise
                promise.kind = inheritedName(given.name, of: merged.number)
                let from = merged.at ?? given.clock.startedAt
                // Warnings given in the merged case are not given once more.
                var clock = Clock(promise: promise, startedAt: given.clock.startedAt, recordedAt: from)
                for pause in given.clock.pauses { try clock.apply(.paused(pause)) }
                for extra in given.clock.extensions { try clock.apply(.extended(extra)) }
                if let met = metHere(given.kind, of: merged, since: from) {
                    try clock.apply(.met(max(met, clock.startedAt)))
                } else if !state.isOpen {
                    try clock.apply(.cancelled(max(now, clock.startedAt)))
                }
                clocks.append(CaseClock(kind: given.kind, clock: clock))
            }
        }
        return clocks
    }

    /// `decision-m2026.12`; a name that was inherited before stays.
    private func inheritedName(_ name: Promise.Kind, of number: CaseNumber) -> Promise.Kind {
        guard !name.rawValue.contains("-m") else { return name }
        let base = CaseClock.baseName(name)
        return Promise.Kind(
            rawValue: "\(base)-m\(number.year).\(number.counter)\(name.rawValue.dropFirst(base.count))")
    }

    /// What was done here before the merger was not done for the other complainant.
    private func metHere(_ kind: ClockKind, of merged: Absorption, since: Instant) -> Instant? {
        if kind == .outside {
            let times = merged.outside.map { reportedAt($0.reference) }
            return times.contains(nil) ? nil : times.compactMap { $0 }.max()
        }
        if merged.isOtherPerson == true, kind == .decision || kind == .reply { return merged.toldAt }
        if let met = metAt(kind), met >= since { return met }
        switch kind {
        case .acknowledge, .thanks, .firstFeedback:
            return communications.filter {
                $0.recordedAt > since && $0.communication.reached && $0.communication.party == .complainant
            }.map(\.recordedAt).min()
        case .makeSafe, .tellRepresentative, .tellManagement, .tellCoordination, .authorityReport, .decision,
            .rootCause, .review, .reply, .outside, .acceptance, .arbitration, .part, .task, .categoryTarget,
            .supervision, .supervisionAgain, .emergencyReport:
            return nil
        }
    }

    /// The due moment an outside body set, beside the inner clocks (probe 13). It goes on when the case is withdrawn or
    /// not accepted: the body still waits for an answer.
    func outsideClock(at now: Instant) throws(Problem) -> CaseClock? {
        guard let outside, let dueAt = outside.dueAt else { return nil }
        let start = min(firstReceivedAt, dueAt.advanced(byMinutes: -1))
        guard let term = Term(max(1, Int((dueAt - start) / 60_000)), .minutes) else { return nil }
        let promise = Promise(
            kind: Promise.Kind(rawValue: ClockKind.outside.rawValue), term: term, ruleVersion: Grading.ruleVersion)
        var clock = Clock(
            promise: promise, startedAt: start, recordedAt: earlierRounds.first?.registeredAt ?? milestones.registeredAt
        )
        if let met = reportedAt(outside.reference) {
            try clock.apply(.met(max(met, start)))
        } else if state == .merged || state == .closed {
            try clock.apply(.cancelled(max(now, start)))
        }
        return CaseClock(kind: .outside, clock: clock)
    }
}
