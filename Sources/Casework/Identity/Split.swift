import Kernel

/// Where a case was split from (拆分来源).
package struct SplitOrigin: Hashable, Codable, Sendable {
    package let from: ID<Case>
    package let number: CaseNumber
}

/// Points of complaint go to a case of their own (拆分), with the same moment of receipt and complainant. Points with a
/// finding stay: what was judged is not moved. One point always stays.
package struct Split: CaseChange {
    /// The id the new case gets.
    package var into: ID<Case>
    package var allegations: [Int]
    package var reason: String
    /// Set by the desk once the new case has its number.
    package var number: CaseNumber?

    var action: CaseAction { .split }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(!allegations.isEmpty, "allegations", "choose_allegation")
        let chosen = subject.allegations.filter { allegations.contains($0.number) }
        fields.require(chosen.count == Set(allegations).count, "allegations", "no_such_allegation")
        fields.require(chosen.count < subject.allegations.count, "allegations", "one_allegation_stays")
        fields.require(chosen.allSatisfy { $0.finding == nil }, "allegations", "finding_stays")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        for allegation in subject.allegations where allegations.contains(allegation.number) {
            subject.identity.moved.append(MovedAllegation(allegation: allegation, to: into, number: number))
        }
        subject.allegations.removeAll { allegations.contains($0.number) }
    }
}

extension Case {
    /// The number the next point of complaint gets; those that were moved keep theirs for ever.
    var nextAllegationNumber: Int {
        max(
            allegations.map(\.number).max() ?? 0, identity.moved.map(\.allegation.number).max() ?? 0) + 1
    }

    /// What is written down for the case that some points of this one go to.
    func splitOff(_ split: Split, number: CaseNumber) -> Registration {
        let moved = allegations.filter { split.allegations.contains($0.number) }
        var draft = Registration(
            id: split.into, organisationID: organisationID, number: number, zone: zone, kind: kind, channel: channel,
            secrecy: secrecy, complainant: complainant, receivedAt: firstReceivedAt,
            accountableGroup: accountableGroup, narrative: moved.map(\.text).joined(separator: "\n"),
            personServed: personServed, firstReceiver: firstReceiver, complainedAbout: complainedAbout,
            desiredRemedy: desiredRemedy, occurredOn: occurredOn, expectedReplyAt: expectedReplyAt, outside: outside,
            allegations: moved.map {
                NewAllegation(
                    text: $0.text, category: $0.category, severity: $0.severity, harm: $0.harm,
                    perpetrator: $0.perpetrator)
            })
        draft.splitFrom = SplitOrigin(from: id, number: self.number)
        return draft
    }
}
