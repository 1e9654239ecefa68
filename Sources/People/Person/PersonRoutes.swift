import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// One person: the record, its change, and opening what is sealed for a purpose (S1-76, S1-77).
enum PersonRoutes {
    static func all(_ desk: Desk, _ ties: PersonTies) -> [Route] {
        let forms = PageForms(desk, home: { "/people/\(try $0.id("person", of: Person.self))" }) {
            try await edit($0, desk, faults: $1)
        }
        return [
            .get("/people/:person", .right(PeopleAction.read)) { visit in try await show(visit, desk, ties) },
            .get("/people/:person/edit", .right(PeopleAction.edit)) { visit in try await edit(visit, desk) },
            forms.post("/people/:person", .right(PeopleAction.edit), saying: "people.page.saved", change),
            .post("/people/:person/disclosure", .right(PeopleAction.readContacts)) { visit in
                try await disclose(visit, desk, ties)
            },
        ]
    }

    /// Opens the person of the path for `action`; a reading by tie alone leaves an event.
    static func load(
        _ visit: Visit, _ desk: Desk, _ ties: PersonTies = .none, for action: PeopleAction = .read
    ) async throws -> PersonSheet {
        let (id, actor, day) = (try visit.id("person", of: Person.self), visit.actor, visit.today)
        let keys = try await desk.keyring(of: actor.organisationID)
        let label = try await PersonListRoutes.served(desk, visit.words)
        let sheet: PersonSheet
        do {
            sheet = try await desk.read { db in
                try PersonSheet.load(
                    try OpenedPerson.open(id, for: action, actor, on: day, keys, desk, ties: ties, in: db),
                    label: label, in: db)
            }
        } catch Problem.forbidden(let message) {
            try await desk.write { db in
                try SecurityEvent.recordRefusal(of: "person", to: actor, address: visit.address, in: db)
            }
            throw Problem.forbidden(message)
        }
        if sheet.opened.reader.isByTie {
            try await desk.write { db in try TiedReading.record(sheet.opened, desk, in: db) }
        }
        return sheet
    }

    static func show(
        _ visit: Visit, _ desk: Desk, _ ties: PersonTies, shown: [PersonSheet.Shown] = [],
        faults: [String: Message] = [:]
    ) async throws -> Response {
        let page = try await load(visit, desk, ties)
        return try visit.page(
            page.page(visit, shown: shown, faults: faults), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func edit(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (words, loaded) = (visit.words, try await load(visit, desk, for: .edit))
        let person = loaded.opened.person
        let back = "/people/\(person.id)"
        let form = PersonDraft.form(back, person, loaded.tree, words, back: back)
        return try visit.page(
            RecordPage(
                words("platform.admin.edit"),
                breadcrumb: Breadcrumb(
                    [
                        ("/people", words("people.page.title", ["label": .text(loaded.label)])),
                        (back, person.shownName(loaded.opened.reader.names)),
                    ], here: words("platform.admin.edit")),
                [PageSection("edit", form: faults.isEmpty ? form : form.refused(visit.form, faults, words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func change(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        let (actor, today, draft) = (visit.actor, visit.today, try PersonDraft(visit.form))
        return try await desk.personDeed(visit, .edit) { opened, db in
            let person = draft.applied(to: opened.person)
            try person.check(on: today)
            try person.save(keys: opened.keys, in: db)
            if !draft.confidentialFields.isEmpty {
                let stored = try Confidential.read(
                    Set(Confidential.Field.allCases), of: person.id, opened.organisationID, for: .correction,
                    keys: opened.keys, in: db)
                try draft.applied(to: stored.value)
                    .save(of: person.id, opened.organisationID, keys: opened.keys, in: db)
            }
            try Event.record(
                "people.changed", of: opened.subject, by: actor, facts: ["sealed": draft.confidentialFields],
                at: desk, in: db)
            return Done(person.id)
        }
    }

    private static func disclose(_ visit: Visit, _ desk: Desk, _ ties: PersonTies) async throws -> Response {
        try await visit.answering {
            let shown = try await desk.write(disclosure(visit, desk, ties))
            return try await show(visit, desk, ties, shown: shown)
        } again: { faults in
            try await show(visit, desk, ties, faults: faults)
        }
    }

    /// Opens what was asked for and writes down who read what and why; it is told in one answer.
    static func disclosure(
        _ visit: Visit, _ desk: Desk, _ ties: PersonTies
    ) async throws -> @Sendable (any Connection) throws -> [PersonSheet.Shown] {
        let (id, actor, day, words) = (
            try visit.id("person", of: Person.self), visit.actor, visit.today, visit.words
        )
        let keys = try await desk.keyring(of: actor.organisationID)
        var reader = FormReader(visit.form)
        let purpose = reader.requiredChoice("purpose", as: ReadPurpose.self)
        let wanted = Set(visit.form.values("fields"))
        if wanted.isEmpty { reader.fault("fields", Message("web.form.choose")) }
        try reader.finish()
        guard let purpose else { throw Problem.notFound }
        return { db in
            let opened = try OpenedPerson.open(id, for: .read, actor, on: day, keys, desk, ties: ties, in: db)
            return try SealedFacts.open(wanted, of: opened, for: purpose, words, desk, in: db)
        }
    }
}

/// Opening sealed facts together with writing down that they were opened.
private enum SealedFacts {
    struct ReadFacts: Encodable {
        let fields: [String]
        let purpose: String
        let relative: String?
    }

    static func open(
        _ wanted: Set<String>, of opened: OpenedPerson, for purpose: ReadPurpose, _ words: Words, _ desk: Desk,
        in db: any Connection
    ) throws -> [PersonSheet.Shown] {
        let fields = Set(wanted.compactMap(Confidential.Field.init)).subtracting([.name])
        if fields.contains(.phone) || wanted.contains("relative_phones") { try opened.reader.must(.readContacts) }
        if !fields.isDisjoint(with: [.idNumber, .healthNotes]) { try opened.reader.must(.readConfidential) }
        var shown: [PersonSheet.Shown] = []
        if !fields.isEmpty {
            let facts = try Confidential.read(
                fields, of: opened.person.id, opened.organisationID, for: purpose, keys: opened.keys, in: db)
            try record(facts.read, opened, desk, in: db)
            for field in fields.sorted() {
                let text: String =
                    switch field {
                    case .phone: facts.value.phone?.text ?? ""
                    case .idNumber: facts.value.idNumber?.text ?? ""
                    case .healthNotes: facts.value.healthNotes
                    case .name: ""
                    }
                shown.append(line(words("people.field.\(field.rawValue)"), text, words))
            }
        }
        guard wanted.contains("relative_phones") else { return shown }
        let relatives = try Relative.list(of: opened.person.id, opened.organisationID, keys: opened.keys, in: db)
        for relative in relatives {
            let phone = try Relative.phone(
                of: relative.id, opened.organisationID, for: purpose, keys: opened.keys, in: db)
            try record(phone.read, opened, desk, in: db)
            shown.append(line(relative.shownName(opened.reader.names), phone.value?.text ?? "", words))
        }
        return shown
    }

    private static func line(_ term: String, _ text: String, _ words: Words) -> PersonSheet.Shown {
        PersonSheet.Shown(term: term, text: text.isEmpty ? words("platform.admin.unknown") : text)
    }

    private static func record(
        _ read: SensitiveRead, _ opened: OpenedPerson, _ desk: Desk, in db: any Connection
    ) throws {
        try Event.record(
            "people.sensitive_read", of: opened.subject, by: opened.reader.actor,
            facts: ReadFacts(
                fields: read.fields.map(\.rawValue).sorted(), purpose: read.purpose.rawValue,
                relative: read.relativeID?.text), at: desk, in: db)
    }
}
