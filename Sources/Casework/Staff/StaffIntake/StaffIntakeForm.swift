import Kernel
import People
import Platform
import Web

/// What an employee wrote down while receiving a voice, read and checked as far as it can be without the store
/// (登记单, S1-33…S1-38). Names of fields are those `Registration` and its changes refuse by.
struct StaffIntakeForm: Sendable {
    let kind: CaseKind
    let channel: Channel
    let receivedAt: Instant
    let complainant: Complainant
    let secrecy: Secrecy
    let person: ID<Person>?
    let about: ComplainedAbout
    let narrative: String
    let subject: String?
    let allegations: [NewAllegation]
    let signals: Set<GradingFacts.Signal>
    let desiredRemedy: String?
    let occurredOn: LocalDay?
    let expectedReplyAt: Instant?
    let outside: OutsideReferral?
    let group: ID<OrganisationUnit>?
    /// Where somebody was apologised to and told that we take it up; `nil` when that was not done (S1-38).
    let empathyAt: String?

    static let blockLimit = 10

    /// How many blocks of allegations the form shows.
    static func blocks(_ form: FormData) -> Int { min(blockLimit, max(1, Int(form.value("blocks")) ?? 1)) }

    /// Throws `Problem.invalid` with everything that is wrong.
    init(_ form: FormData, tree: CategoryTree, zone: Zone, now: Instant) throws(Problem) {
        var reader = FormReader(form)
        let kind = reader.requiredChoice("kind", as: CaseKind.self) ?? .complaint
        let channel = reader.requiredChoice("channel", as: Channel.self) ?? .phone
        self.kind = kind
        self.channel = channel
        receivedAt = reader.moment("received_at", zone: zone) ?? now
        narrative = reader.text("narrative", limit: 20_000, required: true)
        subject = reader.optionalText("subject", limit: 120)
        complainant = StaffIntakeForm.complainant(&reader)
        secrecy = reader.requiredChoice("secrecy", as: Secrecy.self) ?? .confidential
        person = reader.identity("person", of: Person.self)
        about = StaffIntakeForm.about(&reader)
        allegations = StaffIntakeForm.allegations(&reader, kind, tree, narrative: narrative)
        signals = Set(form.values("signals").compactMap(GradingFacts.Signal.init(rawValue:)))
        desiredRemedy = reader.optionalText("desired_remedy", limit: 4000)
        occurredOn = reader.day("occurred_on")
        expectedReplyAt = reader.moment("expected_reply_at", zone: zone)
        outside = StaffIntakeForm.outside(&reader, channel, zone)
        group = reader.identity("group", of: OrganisationUnit.self)
        let place = reader.text("empathy_place", limit: 200)
        empathyAt = reader.flag("empathy") ? place : nil
        if reader.flag("empathy"), channel.liveMode == nil {
            reader.fault("empathy", Message("casework.staff_intake.fault.no_live_contact"))
        }
        if kind == .inquiry, expectedReplyAt == nil {
            reader.fault("expected_reply_at", Message("casework.field.reply_time_needed"))
        }
        try reader.finish()
    }

    private static func complainant(_ reader: inout FormReader) -> Complainant {
        Complainant(
            kind: reader.requiredChoice("complainant_kind", as: ComplainantKind.self) ?? .anonymous,
            name: reader.optionalText("name", limit: 80), phone: reader.optionalText("phone", limit: 40),
            email: reader.optionalText("email", limit: 200),
            replyChannel: reader.choice("reply_channel", as: CommunicationMode.self),
            language: reader.optionalText("language", limit: 80), needs: reader.optionalText("needs", limit: 400),
            declinedContact: reader.flag("declined"))
    }

    private static func about(_ reader: inout FormReader) -> ComplainedAbout {
        ComplainedAbout(
            staff: Set(reader.form.values("about_staff").compactMap { ID<Staff>($0) }),
            units: Set(reader.form.values("about_units").compactMap { ID<OrganisationUnit>($0) }),
            roles: Set(reader.form.values("about_roles").compactMap(Role.init(rawValue:)).filter(offices.contains)))
    }

    /// Offices that decide; complained about, they drop out of the line (reading 39).
    static let offices: [Role] = [.supervisor, .director, .chiefExecutive]

    /// Blocks without any word are passed over; one with a category alone takes the words of the narrative.
    private static func allegations(
        _ reader: inout FormReader, _ kind: CaseKind, _ tree: CategoryTree, narrative: String
    ) -> [NewAllegation] {
        var allegations: [NewAllegation] = []
        for index in 0..<blocks(reader.form) {
            let name = "allegations.\(index)"
            let text = reader.text("\(name).text", limit: 4000)
            let typed = reader.form.value("\(name).category")
            let isNeeded = !text.isEmpty || (index == 0 && kind.isGraded)
            guard let code = CategoryCode(typed), tree.isOffered(code) else {
                if !typed.isEmpty || isNeeded { reader.fault("\(name).category", Message("web.form.choose")) }
                continue
            }
            let perpetrator = reader.number("\(name).perpetrator", in: 0...99).flatMap(Perpetrator.init)
            allegations.append(
                NewAllegation(
                    text: text.isEmpty ? String(narrative.prefix(4000)) : text, category: code,
                    severity: reader.number("\(name).severity", in: 0...3).flatMap(Severity.init) ?? .low,
                    harm: reader.number("\(name).harm", in: 0...5).flatMap(Harm.init) ?? .none,
                    perpetrator: code.group == "SAF" ? perpetrator : nil))
        }
        return allegations
    }

    /// What came through an outside body is that body's unless another is chosen.
    private static func outside(_ reader: inout FormReader, _ channel: Channel, _ zone: Zone) -> OutsideReferral? {
        let body = reader.choice("outside_body", as: Channel.self) ?? (channel.isOutsideBody ? channel : nil)
        let reference = reader.text("outside", limit: 80)
        let due = reader.moment("outside_due", zone: zone)
        guard let body else {
            if !reference.isEmpty { reader.fault("outside_body", Message("casework.field.outside_body_needed")) }
            return nil
        }
        return OutsideReferral(body: body, reference: reference, dueAt: due)
    }
}

extension Channel {
    /// How one speaks with the person while receiving by this channel; `nil` where nobody is there to speak with.
    var liveMode: CommunicationMode? {
        switch self {
        case .phone, .hotline, .followUpCall, .hotline12345, .hotline12315: .phone
        case .walkIn, .homeVisit, .staffCapture, .residentsCommittee, .wardRound, .thirdPartyVisitor: .inPerson
        case .weChat, .app, .web: .weChat
        case .email, .sms, .letter, .suggestionBox, .survey, .petitionOffice, .civilAffairs, .medicalInsurance,
            .healthCommission, .media:
            nil
        }
    }

    /// The channels by which an employee receives; web, app and survey write their own cases.
    static let forStaff: [Channel] = allCases.filter { ![.web, .app, .survey].contains($0) }
}
