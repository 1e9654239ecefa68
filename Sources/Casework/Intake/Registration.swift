import Kernel
import People
import Platform

/// Everything written down when a voice is received (登记). The first fact of each case.
package struct Registration: CaseChange {
    package var id: ID<Case>
    package var organisationID: ID<Organisation>
    package var number: CaseNumber
    package var zone: Zone
    package var kind: CaseKind
    package var channel: Channel
    package var secrecy: Secrecy
    package var complainant: Complainant
    package var receivedAt: Instant
    package var accountableGroup: ID<OrganisationUnit>
    package var narrative: String
    package var subject: String?
    package var personServed: ID<Person>?
    /// Who received it; nobody when it came by web, post or box.
    package var firstReceiver: ID<Staff>?
    package var complainedAbout: ComplainedAbout
    package var desiredRemedy: String?
    package var occurredOn: LocalDay?
    /// 预计回复时间 (S1-36): mandatory for inquiries.
    package var expectedReplyAt: Instant?
    package var outside: OutsideReferral?
    package var allegations: [NewAllegation]
    /// Set where the case is split from another (拆分).
    package var splitFrom: SplitOrigin?
    /// Where the rules send it when no person takes it in (S4-14).
    package var route: CaseRoute?

    package init(
        id: ID<Case>, organisationID: ID<Organisation>, number: CaseNumber, zone: Zone, kind: CaseKind,
        channel: Channel, secrecy: Secrecy, complainant: Complainant, receivedAt: Instant,
        accountableGroup: ID<OrganisationUnit>, narrative: String, subject: String? = nil,
        personServed: ID<Person>? = nil,
        firstReceiver: ID<Staff>? = nil, complainedAbout: ComplainedAbout = ComplainedAbout(),
        desiredRemedy: String? = nil, occurredOn: LocalDay? = nil, expectedReplyAt: Instant? = nil,
        outside: OutsideReferral? = nil, allegations: [NewAllegation] = []
    ) {
        self.id = id
        self.organisationID = organisationID
        self.number = number
        self.zone = zone
        self.kind = kind
        self.channel = channel
        self.secrecy = secrecy
        self.complainant = complainant
        self.receivedAt = receivedAt
        self.accountableGroup = accountableGroup
        self.narrative = narrative
        self.subject = subject
        self.personServed = personServed
        self.firstReceiver = firstReceiver
        self.complainedAbout = complainedAbout
        self.desiredRemedy = desiredRemedy
        self.occurredOn = occurredOn
        self.expectedReplyAt = expectedReplyAt
        self.outside = outside
        self.allegations = allegations
    }

    var action: CaseAction { .register }

    /// A case is begun by it and never altered by it.
    func change(_ subject: inout Case, by author: Author, at now: Instant) {}

    fileprivate func check(at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("narrative", narrative, limit: 20_000)
        fields.optional("subject", subject, limit: 120)
        fields.optional("desired_remedy", desiredRemedy)
        fields.require(receivedAt <= now, "received_at", "in_the_future")
        if let occurredOn { fields.require(occurredOn <= receivedAt.day(in: zone), "occurred_on", "in_the_future") }
        checkIdentity(&fields)
        if kind == .inquiry {
            fields.require(expectedReplyAt.map { receivedAt < $0 } ?? false, "expected_reply_at", "reply_time_needed")
        }
        if kind == .referral {
            fields.text("outside", outside?.reference, limit: 80)
            fields.require(outside?.body.isOutsideBody ?? false, "outside", "outside_body_needed")
        }
        fields.require(allegations.count <= NewAllegation.limit, "allegations", "too_many_allegations")
        for (index, allegation) in allegations.enumerated() {
            fields.text("allegations.\(index).text", allegation.text)
        }
        try fields.finish()
    }

    private func checkIdentity(_ fields: inout FieldCheck) {
        fields.optional("name", complainant.name, limit: 80)
        fields.optional("phone", complainant.phone, limit: 40)
        fields.optional("email", complainant.email, limit: 200)
        if let email = complainant.email, !email.isEmpty {
            fields.require(Complainant.isEmail(email), "email", "not_an_email")
        } else if secrecy != .anonymous {
            fields.require(complainant.replyChannel != .email, "email", "email_to_reply_to")
        }
        switch secrecy {
        case .anonymous: fields.require(!complainant.isIdentified, "name", "anonymous_keeps_nothing")
        case .open, .confidential:
            fields.require(
                complainant.isReachable || complainant.declinedContact, "phone", "contact_or_declined")
        }
        if kind == .report { fields.require(secrecy != .open, "secrecy", "report_is_never_open") }
    }
}

extension Case {
    /// Receives a voice: checks what was written down and begins the case with its first fact (S0-12, S1-34, S1-37).
    /// The registering employee is the first receiver unless another is named; the case is on their desk, or the
    /// accountable group's when nobody received it.
    package static func receive(
        _ registration: Registration, by actor: Actor, at now: Instant
    ) throws(Problem) -> (Case, CaseFact) {
        var complete = registration
        if complete.firstReceiver == nil, complete.splitFrom == nil { complete.firstReceiver = actor.staffID }
        try complete.check(at: now)
        let author = Author(actor)
        let begun = Case(complete, by: author, at: now)
        return (begun, CaseFact(at: now, by: author, step: .registration(complete), state: begun.state))
    }

    init(_ registration: Registration, by author: Author, at now: Instant) {
        id = registration.id
        organisationID = registration.organisationID
        number = registration.number
        zone = registration.zone
        kind = registration.kind
        channel = registration.channel
        secrecy = registration.secrecy
        complainant = registration.complainant
        personServed = registration.personServed
        complainedAbout = registration.complainedAbout
        outside = registration.outside
        firstReceiver = registration.firstReceiver
        holder = Case.firstHolder(registration)
        handler = nil
        accountableGroup = registration.accountableGroup
        responsibleUnit = registration.route?.unit
        subject = registration.subject ?? SubjectLine.derived(from: registration.narrative)
        narrative = registration.narrative
        desiredRemedy = registration.desiredRemedy
        occurredOn = registration.occurredOn
        expectedReplyAt = registration.expectedReplyAt
        allegations = registration.allegations.enumerated().map { $0.element.numbered($0.offset + 1) }
        level = CaseLevel()
        state = .registered
        stateBefore = nil
        milestones = Milestones(receivedAt: registration.receivedAt, registeredAt: now)
        earlierRounds = []
        handling = Handling()
        teamwork = Teamwork()
        decision = Decision()
        redress = Redress()
        confirmation = Confirmation()
        timing = CaseTiming()
        closing = nil
        mergedInto = nil
        communications = []
        splitFrom = registration.splitFrom
        route = registration.route
        identityKept = nil
        version = 1
    }

    /// An employee who is complained about may write the case down, but it never lies on their desk. What came in by
    /// machine lies with the group it was sent to.
    private static func firstHolder(_ registration: Registration) -> Holder {
        guard let receiver = registration.firstReceiver, registration.route == nil,
            !registration.complainedAbout.staff.contains(receiver)
        else {
            return .group(registration.accountableGroup)
        }
        return .staff(receiver)
    }
}

/// The short line of a case in lists (事由摘要).
package enum SubjectLine {
    /// The first sentence, cut at 30 characters of Chinese or 60 of other writing.
    package static func derived(from narrative: String) -> String {
        let ends: Set<Character> = ["。", "！", "？", "；", "\n", "!", "?"]
        let trimmed = narrative.drop { $0.isWhitespace || ends.contains($0) }
        let sentence = trimmed.prefix { !ends.contains($0) }
        var width = 0
        var kept = ""
        for character in sentence {
            width += character.isASCII ? 1 : 2
            if width > 60 { return kept + "…" }
            kept.append(character)
        }
        return kept
    }
}
