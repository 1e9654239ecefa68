import Casework
import Hummingbird
import Kernel
import People
import Platform
import Storage
import Web

/// The versions of the letter of commitment (承诺书版本, S0-24): reading one as it is given, writing the next, putting it
/// in force.
enum LetterRoutes {
    static let address = "/commitments/letters"

    static func all(_ desk: Desk, _ shipped: ShippedCommitments) -> [Route] {
        let (read, write) = (Access.right(CommitmentAction.read), Access.right(CommitmentAction.write))
        let forms = PageForms(desk, home: { _ in address }) { try await list($0, desk, faults: $1) }
        let blanks = PageForms(desk, home: { _ in address }) { try await blank($0, desk, shipped, faults: $1) }
        return [
            .get(address, read) { visit in try await list(visit, desk) },
            .get(address + "/new", write) { visit in try await blank(visit, desk, shipped) },
            .get(address + "/:version", read) { visit in try await print(visit, desk) },
            blanks.post(address, write, saying: "commitments.flash.letter_drafted", drafting),
            forms.post(
                address + "/:version/issuance", .right(CommitmentAction.issueVersion),
                saying: "commitments.flash.letter_issued", issuing),
        ]
    }

    private static func list(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(CommitmentAction.read, visit.actor)
        let (actor, word, today) = (visit.actor, CommitmentWords(words: visit.words), visit.today)
        let (book, held, now, told) = try await desk.read { db in
            let book = try LetterBook.load(of: actor.organisationID, in: db)
            let told = try StaffNotice.unread(of: actor, limit: 100, in: db).map(\.subject)
                .filter { $0.kind == "commitment_letter" }
            return (book, try LetterCoverage.byVersion(of: actor.organisationID, on: today, in: db), db.now, told)
        }
        if !told.isEmpty {
            try await desk.write { db in
                for subject in Set(told) { try StaffNotice.markSeen(subject, by: actor, in: db) }
            }
        }
        let maySee = desk.rights.allows(CommitmentAction.readIssues.rawValue, to: actor)
        let rows = book.versions.reversed().map { letter in
            let count = held[letter.version] ?? 0
            return TableView.Row([
                .init(word("version", ["n": .number(letter.version)]), address: "\(address)/\(letter.version)"),
                .init(letter.issued.map { visit.words.day($0.effectiveOn) } ?? ""),
                .init("", state: word.state(book.state(of: letter, at: now))),
                .init(
                    letter.issued == nil ? "" : String(count),
                    address: maySee && count > 0 ? "/commitments/issues?version=\(letter.version)" : nil),
            ])
        }
        var sections = [
            PageSection(
                "versions",
                table: TableView(
                    word("letters.title"),
                    columns: ["version", "effective", "state", "holders"].map { word("column.\($0)") }, rows: rows),
                empty: EmptyState(
                    icon: "file-earmark-text", sentence: word("letters.none"), hint: word("letters.none_hint")))
        ]
        if let draft = book.versions.last, draft.issued == nil,
            desk.rights.allows(CommitmentAction.issueVersion.rawValue, to: actor)
        {
            let form = FormView(
                action: "\(address)/\(draft.version)/issuance", fields: issueFields(visit.words, today: today),
                submit: word("letters.issue", ["n": .number(draft.version)]), icon: "check-lg", isWeighty: true)
            sections.append(
                PageSection(
                    "issuance", word("letters.issue_title"), lead: word("letters.issue_lead"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words)))
        }
        let mayWrite = desk.rights.allows(CommitmentAction.write.rawValue, to: actor)
        return try visit.page(
            RecordPage(
                word("letters.title"),
                breadcrumb: Breadcrumb([("/commitments", word("title"))], here: word("letters.title")),
                lead: word("letters.lead"),
                actions: mayWrite ? [ActionLink(address + "/new", word("letters.add"), icon: "plus-lg")] : [],
                sections), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func blank(
        _ visit: Visit, _ desk: Desk, _ shipped: ShippedCommitments, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(CommitmentAction.write, visit.actor)
        let (organisation, word) = (visit.actor.organisationID, CommitmentWords(words: visit.words))
        let (book, profile) = try await desk.read { db in
            (try LetterBook.load(of: organisation, in: db), try OrganisationProfile.find(organisation, in: db))
        }
        let form = FormView(
            action: address,
            fields: fields(visit.words, book.versions.last?.parts ?? shipped.letter(for: profile.kind)),
            submit: word("letters.draft"), icon: "check-lg", cancel: ActionLink(address, word("back")))
        return try visit.page(
            RecordPage(
                word("letters.add"),
                breadcrumb: Breadcrumb(
                    [("/commitments", word("title")), (address, word("letters.title"))], here: word("letters.add")),
                lead: word("letters.draft_lead"),
                [PageSection("new", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func fields(_ words: Words, _ parts: CommitmentLetter.Parts? = nil) -> [Field] {
        let word = CommitmentWords(words: words)
        let texts = Dictionary(
            parts?.all.map { ($0.name, $0.text) } ?? [], uniquingKeysWith: { first, _ in first })
        return ["scope", "quality", "mechanism", "contact", "outside"].flatMap { name in
            let heading: [String: Message.Argument] = ["part": .text(word("letter.part.\(name)"))]
            return [
                Field.textarea(
                    "\(name)_zh", word("field.part_zh", heading), value: texts[name]?.zh ?? "",
                    hint: name == "contact" ? word("field.contact_hint") : nil, required: true,
                    limit: CommitmentLetter.partLimit, rows: name == "contact" ? 2 : 4),
                Field.textarea(
                    "\(name)_en", word("field.part_en", heading), value: texts[name]?.en ?? "",
                    hint: word("field.english_hint"), limit: CommitmentLetter.partLimit,
                    rows: name == "contact" ? 2 : 4),
            ]
        }
    }

    static func issueFields(_ words: Words, today: LocalDay?) -> [Field] {
        [
            .day(
                "effective_on", words("commitments.field.effective_on"), value: today,
                hint: words("commitments.field.effective_hint"), required: true, earliest: today)
        ]
    }

    /// A version on paper (打印), for anybody or with a resident's name on it.
    private static func print(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(CommitmentAction.read, visit.actor)
        let asked = ID<Person>(visit.query("person"))
        if asked != nil { try desk.rights.must(CommitmentAction.readIssues, visit.actor) }
        let reading = LetterReading(visit)
        let (actor, version) = (visit.actor, Int(visit.parameters.get("version") ?? "") ?? 0)
        let keys = try await desk.keyring(of: actor.organisationID)
        let sheet = try await desk.read { db in
            guard let letter = try LetterBook.load(of: actor.organisationID, in: db)[version] else {
                throw Problem.notFound
            }
            let person = try asked.map { try Person.find($0, of: actor.organisationID, keys: keys, in: db) }
            let promises = try letter.promises(
                livingIn: person?.unitID, isForAll: person == nil, of: actor.organisationID, in: db)
            let addressee = person.map {
                reading.addressee($0, names: desk.rights.allows(PeopleAction.readNames.rawValue, to: actor))
            }
            let profile = try OrganisationProfile.find(actor.organisationID, in: db)
            let letterhead = ComposedLetter(
                letter, promises, addressee: addressee, organisation: profile.name, in: reading.words)
            return LetterSheet(
                letterhead, reading,
                address: "\(address)/\(version)" + (asked.map { "?person=\($0)" } ?? ""))
        }
        return try visit.page(sheet)
    }

    /// Reads the words of the next version.
    static func drafting(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.write, visit.actor)
        var reader = FormReader(visit.form)
        func part(_ name: String) -> Bilingual {
            let zh = reader.text("\(name)_zh", limit: CommitmentLetter.partLimit, required: true)
            return Bilingual(zh: zh, en: reader.optionalText("\(name)_en", limit: CommitmentLetter.partLimit) ?? zh)
        }
        let parts = CommitmentLetter.Parts(
            scope: part("scope"), quality: part("quality"), mechanism: part("mechanism"), contact: part("contact"),
            outside: part("outside"))
        try reader.finish()
        let actor = visit.actor
        return { db in Done(try CommitmentLetter.draft(parts, by: actor, at: desk, in: db).id) }
    }

    static func issuing(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.issueVersion, visit.actor)
        let version = Int(visit.parameters.get("version") ?? "") ?? 0
        var reader = FormReader(visit.form)
        let day = reader.day("effective_on", required: true)
        try reader.finish()
        guard let day else { throw Problem.notFound }
        let actor = visit.actor
        return { db in
            guard let letter = try LetterBook.load(of: actor.organisationID, in: db)[version] else {
                throw Problem.notFound
            }
            try letter.issue(effectiveOn: day, by: actor, at: desk, in: db)
            return Done(letter.id)
        }
    }
}
