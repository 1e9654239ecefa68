import Kernel
import Platform
import Web

/// What the public form brought, read and checked as far as it can be without the case (S0-12, S1-34).
struct IntakeForm: Sendable {
    /// What makes talking easier, as the form offers it.
    enum Need: String, CaseIterable, Sendable {
        case hearing
        case largePrint = "large_print"
        case dialect
        case companion
        var key: String { "casework.public.need.\(rawValue)" }
    }

    /// By which ways an answer can be asked for (reading 32).
    static let replyChannels: [CommunicationMode] = [.phone, .sms, .email, .letter, .inPerson, .portal]
    static let narrativeLimit = 8000
    private static let allegationLimit = 1000

    let kind: PublicKind
    let narrative: String
    let topic: TopicList.Topic?
    let danger: Bool
    let occurredOn: LocalDay?
    let about: String?
    let secrecy: Secrecy
    let complainant: Complainant
    let desiredRemedy: String?

    /// Reads every field; what is wrong is left in `reader.faults`, never thrown, so that all faults come together.
    init(_ reader: inout FormReader, topics: TopicList, words: Words) {
        let kind = reader.choice("kind", as: PublicKind.self) ?? .complaint
        self.kind = kind
        narrative = reader.text("narrative", limit: IntakeForm.narrativeLimit, required: true)
        topic = IntakeForm.topic(&reader, kind, topics)
        danger = kind.asksDanger && reader.form.value("danger") == "yes"
        occurredOn = reader.day("occurred_on")
        about = reader.optionalText("about")
        desiredRemedy = reader.optionalText("desired_remedy", limit: 2000)
        let secrecy = reader.choice("secrecy", as: Secrecy.self) ?? (kind == .report ? .confidential : .open)
        self.secrecy = secrecy
        complainant = IntakeForm.complainant(&reader, secrecy, words)
    }

    private static func topic(_ reader: inout FormReader, _ kind: PublicKind, _ topics: TopicList) -> TopicList.Topic? {
        let name = reader.form.value("topic")
        if let known = topics[name] { return kind.hasTopic ? known : nil }
        if !name.isEmpty { reader.fault("topic", Message("web.form.not_listed")) }
        return kind.kind.isGraded ? topics.other : nil
    }

    private static func complainant(_ reader: inout FormReader, _ secrecy: Secrecy, _ words: Words) -> Complainant {
        let isAnonymous = secrecy == .anonymous
        let chosen =
            isAnonymous
            ? reader.choice("complainant_kind", as: ComplainantKind.self)
            : reader.requiredChoice("complainant_kind", as: ComplainantKind.self)
        let needs = reader.form.values("needs")
        for need in needs where Need(rawValue: need) == nil { reader.fault("needs", Message("web.form.not_listed")) }
        let told = needs.compactMap(Need.init(rawValue:)).map { words($0.key) }
        let complainant = Complainant(
            kind: chosen ?? .anonymous, name: reader.optionalText("name", limit: 80),
            phone: reader.optionalText("phone", limit: 40), email: reader.optionalText("email", limit: 200),
            replyChannel: reader.choice("reply_channel", as: CommunicationMode.self),
            needs: told.isEmpty ? nil : told.joined(separator: words("web.format.list_separator")),
            declinedContact: reader.flag("declined_contact"))
        if isAnonymous {
            let kept = [("name", complainant.name), ("phone", complainant.phone), ("email", complainant.email)]
            for (field, value) in kept where value != nil {
                reader.fault(field, Message("casework.field.anonymous_keeps_nothing"))
            }
        }
        return complainant
    }

    /// What is written down. Names a visitor gives stay words of the narrative: the public never chooses a resident.
    func registration(
        id: ID<Case>, number: CaseNumber, at now: Instant, group: ID<OrganisationUnit>,
        profile: OrganisationProfile, replyAt: Instant?, words: Words
    ) -> Registration {
        Registration(
            id: id, organisationID: profile.id, number: number, zone: profile.zone, kind: kind.kind, channel: .web,
            secrecy: secrecy, complainant: complainant, receivedAt: now, accountableGroup: group,
            narrative: record(words), subject: SubjectLine.derived(from: narrative), desiredRemedy: desiredRemedy,
            occurredOn: occurredOn, expectedReplyAt: kind == .inquiry ? replyAt : nil,
            allegations: topic.map { topic in
                [NewAllegation(text: String(narrative.prefix(IntakeForm.allegationLimit)), category: topic.category)]
            } ?? [])
    }

    private func record(_ words: Words) -> String {
        var lines = [narrative]
        if let about { lines.append(words("casework.public.record.about", ["about": .text(about)])) }
        if danger { lines.append(words("casework.public.record.danger")) }
        return lines.joined(separator: "\n\n")
    }

    /// What grading looks at: somebody in danger now could come to the worst.
    func points(_ tree: CategoryTree, _ subject: Case) -> [GradingFacts.Point] {
        CaseDesk.plainPoints(tree, subject).map { point in
            var point = point
            if danger { point.potentialHarm = .catastrophic }
            return point
        }
    }

    /// The field of the form a fault of the rules belongs to.
    static func field(of rule: String) -> String {
        switch rule {
        case "subject": "narrative"
        case let name where name.hasPrefix("allegations"): "narrative"
        default: rule
        }
    }
}
