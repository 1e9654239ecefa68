import Kernel
import People
import Platform
import Storage
import Web

/// One line of the complaint register in the columns of the paper form (投诉登记表, S0-12), as one reader may see it.
struct RegisterEntry: Sendable {
    let number: String
    let received: String
    let channel: String
    let complainant: String
    let contact: String
    let kind: String
    let level: String
    let category: String
    let content: String
    let handler: String
    let result: String
    let feedback: String
    let satisfaction: String

    init(_ subject: Case, reader: CaseReader, names: HolderNames, _ words: Words) {
        func word(_ key: String) -> String { words("casework.lists.register.\(key)") }
        number = subject.number.description
        received = words.moment(subject.firstReceivedAt)
        channel = words("casework.channel.\(subject.channel.rawValue)")
        let known = subject.isRestricted ? nil : subject.complainant(seenBy: reader.standing)
        if let known {
            let kindWord = words("casework.complainant_kind.\(known.kind.rawValue)")
            complainant = known.name.map { "\($0)（\(kindWord)）" } ?? kindWord
        } else {
            complainant = words(
                subject.secrecy == .open
                    ? "casework.lists.restricted" : "casework.secrecy.\(subject.secrecy.rawValue)")
        }
        contact = RegisterEntry.contact(known, word("declined"))
        kind = words("casework.kind.\(subject.kind.rawValue)")
        level = subject.level.current.map { words($0.message) } ?? ""
        category = Set(subject.allegations.map(\.category)).sorted().map { words($0.message) }.joined(
            separator: words("web.format.list_separator"))
        content = subject.gist(words)
        handler = names[(subject.handler ?? subject.firstReceiver)?.text ?? subject.holder.idText]
        result =
            subject.closing.map { words("casework.disposition.\($0.disposition.rawValue)") } ?? words(subject.state.key)
        feedback = (subject.milestones.decisionAt ?? subject.milestones.feedbackAt).map(words.moment) ?? ""
        satisfaction = subject.satisfaction.map { words("casework.satisfaction.\($0.rawValue)") } ?? ""
    }

    /// The way to reach the complainant, masked always: a register lies about.
    private static func contact(_ complainant: Complainant?, _ declined: String) -> String {
        guard let complainant else { return "" }
        if let phone = complainant.phone, !phone.isEmpty {
            return Masking.shown(phone, .phone, class: .sensitive, grant: .masked)
        }
        if let email = complainant.email, !email.isEmpty {
            return Masking.shown(email, .email, class: .sensitive, grant: .masked)
        }
        return complainant.declinedContact ? declined : ""
    }

    /// The keys of the columns in their order.
    static let columns = [
        "number", "received", "channel", "complainant", "contact", "kind", "level", "category", "content", "handler",
        "result", "feedback", "satisfaction",
    ]

    var cells: [String] {
        [
            number, received, channel, complainant, contact, kind, level, category, content, handler, result, feedback,
            satisfaction,
        ]
    }
}

/// The register for paper: so many lines at once and no more.
struct RegisterExtract: Sendable {
    static let printLimit = 500

    let entries: [RegisterEntry]
    /// There were more than the limit.
    let isCut: Bool

    /// Reads the lines and records that they were taken out, with the filter (PIPL: export of personal data).
    init(
        _ filter: RegisterFilter, limit: Int = printLimit, actor: Actor, _ words: Words, at cases: CaseDesk,
        in db: any Connection
    ) throws {
        let page = try RegisterEntries(
            filter, after: nil, limit: limit, actor: actor, words, at: cases, in: db)
        entries = page.entries
        isCut = page.next != nil
        try Event.record(
            "casework.register_printed", of: Event.Subject(kind: "register", id: actor.organisationID.text), by: actor,
            facts: ["filter": filter.address("/cases"), "lines": String(entries.count)], sealed: false, at: cases.desk,
            in: db)
    }
}

/// A stretch of the register in the columns of the form, as one reader may see it.
struct RegisterEntries: Sendable {
    let entries: [RegisterEntry]
    /// Where the next stretch begins; `nil` at the end of the register.
    let next: MomentCursor<Case>?

    init(
        _ filter: RegisterFilter, after cursor: MomentCursor<Case>?, limit: Int, actor: Actor, _ words: Words,
        at cases: CaseDesk, in db: any Connection
    ) throws {
        let reader = try CaseReader.of(actor, in: db)
        let found = try CaseList.register(
            filter.inMoments(of: words.zone), restricted: RegisterRoutes.seesRestricted(actor, cases), after: cursor,
            limit: limit, reader: reader, at: cases.desk, in: db)
        let subjects = found.lines.map(\.opened)
        let names = try HolderNames(
            of: found.lines, more: subjects.compactMap(\.firstReceiver), organisation: actor.organisationID, in: db)
        entries = subjects.map { RegisterEntry($0, reader: reader, names: names, words) }
        next = found.next
    }
}
