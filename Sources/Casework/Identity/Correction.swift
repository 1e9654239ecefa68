import Kernel
import Platform

/// What was written down and can turn out wrong (可更正事实). Results, findings and promises given are not among them:
/// they are changed only by the steps made for it.
package enum CorrectableFact: String, Codable, Sendable, CaseIterable {
    case narrative
    case subject
    case desiredRemedy = "desired_remedy"
    case occurredOn = "occurred_on"
    case receivedAt = "received_at"
    case name
    case phone
    case email
    case outsideReference = "outside_reference"
    case outsideDue = "outside_due"

    /// Whether it tells who complained.
    var isIdentity: Bool { self == .name || self == .phone || self == .email }
}

/// A fact written down wrongly and put right (更正): the wrong word stays, with the right one beside it. Days are written
/// `YYYY-MM-DD`, moments `YYYY-MM-DDTHH:MM` in the organisation's zone. The receipt can only turn out earlier, so a late
/// case is never made to look on time.
package struct Correction: CaseChange {
    package var fact: CorrectableFact
    /// What stood there; compared with the case so that nobody corrects what is no longer so.
    package var wrong: String
    package var right: String
    package var reason: String

    var action: CaseAction { .correct }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        if fact == .narrative || fact == .subject || fact == .receivedAt || fact == .outsideReference {
            fields.text("right", right, limit: 20_000)
        }
        fields.require(wrong == subject.written(fact), "fact", "written_meanwhile")
        fields.require(right != wrong, "right", "same_as_before")
        checkValue(&fields, subject, now)
        try fields.finish()
    }

    private func checkValue(_ fields: inout FieldCheck, _ subject: Case, _ now: Instant) {
        switch fact {
        case .narrative: fields.optional("right", right, limit: 20_000)
        case .subject: fields.optional("right", right, limit: 120)
        case .desiredRemedy: fields.optional("right", right)
        case .occurredOn:
            let day = LocalDay(right)
            fields.require(right.isEmpty || day != nil, "right", "day_needed")
            if let day { fields.require(day <= now.day(in: subject.zone), "right", "in_the_future") }
        case .receivedAt:
            let moment = Instant(written: right, in: subject.zone)
            fields.require(moment.map { $0 < subject.milestones.receivedAt } ?? false, "right", "only_earlier")
            fields.require(subject.earlierRounds.isEmpty, "fact", "round_is_over")
        case .name, .phone, .email:
            fields.optional("right", right, limit: fact == .email ? 200 : fact == .name ? 80 : 40)
            guard subject.secrecy != .anonymous else {
                return fields.refuse("fact", Message("casework.field.anonymous_keeps_nothing"))
            }
            if fact == .email, !right.isEmpty {
                fields.require(Complainant.isEmail(right), "right", "not_an_email")
            }
            fields.require(!leavesUnreachable(subject), "right", "contact_or_declined")
        case .outsideReference, .outsideDue:
            fields.require(subject.outside != nil, "fact", "no_outside_body")
            guard fact == .outsideDue, !right.isEmpty else { return }
            fields.require(Instant(written: right, in: subject.zone) != nil, "right", "moment_needed")
        }
    }

    private func leavesUnreachable(_ subject: Case) -> Bool {
        var after = subject
        after.write(fact, right)
        return !after.complainant.isReachable && !after.complainant.declinedContact
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.write(fact, right)
        subject.identity.corrections.append(LoggedCorrection(correction: self, at: now, by: author))
    }
}

/// A correction with who made it and when (更正记录).
package struct LoggedCorrection: Hashable, Codable, Sendable {
    package let correction: Correction
    package let at: Instant
    package let by: Author
}

extension Case {
    /// A correctable fact as it is written now; empty where nothing is.
    package func written(_ fact: CorrectableFact) -> String {
        switch fact {
        case .narrative: narrative
        case .subject: subject
        case .desiredRemedy: desiredRemedy ?? ""
        case .occurredOn: occurredOn?.description ?? ""
        case .receivedAt: milestones.receivedAt.written(in: zone)
        case .name: complainant.name ?? ""
        case .phone: complainant.phone ?? ""
        case .email: complainant.email ?? ""
        case .outsideReference: outside?.reference ?? ""
        case .outsideDue: outside?.dueAt?.written(in: zone) ?? ""
        }
    }

    fileprivate mutating func write(_ fact: CorrectableFact, _ text: String) {
        let given = text.isEmpty ? nil : text
        switch fact {
        case .narrative: narrative = text
        case .subject: subject = text
        case .desiredRemedy: desiredRemedy = given
        case .occurredOn: occurredOn = LocalDay(text)
        case .receivedAt: milestones.receivedAt = Instant(written: text, in: zone) ?? milestones.receivedAt
        case .name: complainant.name = given
        case .phone: complainant.phone = given
        case .email: complainant.email = given
        case .outsideReference: outside?.reference = text
        case .outsideDue: outside?.dueAt = Instant(written: text, in: zone)
        }
    }
}

extension Instant {
    /// `YYYY-MM-DDTHH:MM` in a zone.
    func written(in zone: Zone) -> String {
        let (day, minute) = local(in: zone)
        return "\(day)T\(twoDigits(minute / 60)):\(twoDigits(minute % 60))"
    }

    /// Reads what `written` wrote; `nil` for anything else.
    init?(written text: String, in zone: Zone) {
        let parts = text.split(separator: "T")
        guard parts.count == 2, let day = LocalDay(String(parts[0])) else { return nil }
        let clock = parts[1].split(separator: ":")
        guard clock.count == 2, let hour = Int(clock[0]), let minute = Int(clock[1]), (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        self = zone.instant(of: day, minute: hour * 60 + minute)
    }
}
