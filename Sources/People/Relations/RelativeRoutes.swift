import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Relatives and agents: recorded, given powers, appointed to speak for the family (D16, E27).
enum RelativeRoutes {
    static func all(_ desk: Desk, _ ties: PersonTies) -> [Route] {
        let base = "/people/:person/relatives"
        let access = Access.right(PeopleAction.editRelatives)
        let place: @Sendable (Visit) throws -> String = { visit in
            let (person, id) = (try visit.id("person", of: Person.self), try visit.id("relative", of: Relative.self))
            return "/people/\(person)/relatives/\(id)"
        }
        let added = PageForms(desk, home: place) { visit, faults in
            let whole = try await PersonRoutes.load(visit, desk, for: .editRelatives)
            return try visit.page(
                RelativePage(whole: whole, relative: nil).page(visit, faults: faults), status: .unprocessableContent)
        }
        let forms = PageForms(desk, home: place) { try await show($0, desk, faults: $1) }
        return [
            .get(base + "/new", access) { visit in
                let whole = try await PersonRoutes.load(visit, desk, for: .editRelatives)
                return try visit.page(RelativePage(whole: whole, relative: nil).page(visit))
            },
            added.post(
                base, access, saying: "people.page.relative_saved",
                to: { "/people/\(try $0.id("person", of: Person.self))/relatives/\($1.id)" }, create),
            .get(base + "/:relative", .right(PeopleAction.read)) { visit in try await show(visit, desk, ties) },
            forms.post(base + "/:relative", access, saying: "people.page.relative_saved", change),
            forms.post(base + "/:relative/authorities", access, saying: "people.page.authority_saved", authorise),
            forms.post(
                base + "/:relative/authorities/:authority/revocation", access, saying: "people.page.revoked", revoke),
            forms.post(base + "/:relative/spokesperson", access, saying: "people.page.appointed", appoint),
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, _ ties: PersonTies = .none, faults: [String: Message] = [:]
    ) async throws -> Response {
        let id = try visit.id("relative", of: Relative.self)
        let whole = try await PersonRoutes.load(visit, desk, ties)
        guard let relative = whole.relatives.first(where: { $0.id == id }) else { throw Problem.notFound }
        return try visit.page(
            RelativePage(whole: whole, relative: relative).page(visit, faults: faults),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func create(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        let (actor, draft) = (visit.actor, try RelativeDraft(visit.form))
        return try await desk.personDeed(visit, .editRelatives) { opened, db in
            var relative = Relative(
                id: db.newID(), organisationID: opened.organisationID, personID: opened.person.id, name: "",
                relation: draft.relation)
            draft.apply(to: &relative)
            try relative.save(keys: opened.keys, in: db)
            try Relative.savePhone(draft.phone, of: relative.id, opened.organisationID, keys: opened.keys, in: db)
            try Event.record(
                "people.relative_added", of: opened.subject, by: actor, facts: ["relative": relative.id.text],
                at: desk, in: db)
            return Done(relative.id)
        }
    }

    /// A deed on the relative of the path, who must belong to the person of the path; it leaves its event.
    private static func deed(
        _ visit: Visit, _ desk: Desk, _ kind: String,
        _ body: @escaping @Sendable (OpenedPerson, Relative, any Connection) throws -> Void
    ) async throws -> Deed<Done> {
        let (id, actor) = (try visit.id("relative", of: Relative.self), visit.actor)
        return try await desk.personDeed(visit, .editRelatives) { opened, db in
            let all = try Relative.list(of: opened.person.id, opened.organisationID, keys: opened.keys, in: db)
            guard let relative = all.first(where: { $0.id == id }) else { throw Problem.notFound }
            try body(opened, relative, db)
            try Event.record(kind, of: opened.subject, by: actor, facts: ["relative": id.text], at: desk, in: db)
            return Done(id)
        }
    }

    static func change(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        let form = visit.form
        return try await deed(visit, desk, "people.relative_changed") { opened, relative, db in
            let draft = try RelativeDraft(form)
            var changed = relative
            draft.apply(to: &changed)
            try changed.save(keys: opened.keys, in: db)
            if let phone = draft.phone {
                try Relative.savePhone(phone, of: relative.id, opened.organisationID, keys: opened.keys, in: db)
            }
        }
    }

    static func authorise(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        let form = visit.form
        return try await deed(visit, desk, "people.authority_recorded") { opened, relative, db in
            var reader = FormReader(form)
            let kind = reader.requiredChoice("kind", as: Authority.Kind.self)
            let paper = reader.choice("document", as: Authority.Document.Kind.self)
            let reference = reader.text("document_reference", limit: 100)
            if paper != nil, reference.isEmpty { reader.fault("document_reference", Message("web.form.required")) }
            let from = reader.day("valid_from", required: true)
            let until = reader.day("valid_until")
            try reader.finish()
            guard let kind, let from else { throw Problem.notFound }
            let authority = try Authority(
                id: db.newID(), kind: kind,
                document: paper.map { Authority.Document(kind: $0, reference: reference) }, validFrom: from,
                validUntil: until)
            try authority.record(of: relative.id, opened.organisationID, in: db)
        }
    }

    static func revoke(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        let (authority, today) = (try visit.id("authority", of: Authority.self), visit.today)
        return try await deed(visit, desk, "people.authority_revoked") { opened, relative, db in
            guard relative.authorities.contains(where: { $0.id == authority }) else { throw Problem.notFound }
            try Authority.revoke(authority, opened.organisationID, on: today, in: db)
        }
    }

    static func appoint(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try await deed(visit, desk, "people.spokesperson_appointed") { opened, relative, db in
            try Relative.appoint(
                relative.id, spokespersonOf: opened.person.id, opened.organisationID, keys: opened.keys, in: db)
        }
    }
}

/// What the form of a relative says.
private struct RelativeDraft: Sendable {
    let name: String
    let relation: Kinship
    let phone: PhoneNumber?
    let scope: Set<DisclosureTopic>
    let priority: Int
    let conflictNote: String

    init(_ form: FormData) throws(Problem) {
        var reader = FormReader(form)
        name = reader.text("name", limit: 80, required: true)
        relation = reader.requiredChoice("relation") ?? .otherRelative
        let typed = reader.text("phone", limit: 40)
        phone = PhoneNumber(typed)
        if !typed.isEmpty, phone == nil { reader.fault("phone", Message("people.import.fault.bad_phone")) }
        scope = Set(form.values("scope").compactMap(DisclosureTopic.init))
        priority = reader.number("priority", in: 1...99, required: true) ?? 1
        conflictNote = reader.text("conflict_note", limit: 1000)
        try reader.finish()
    }

    func apply(to relative: inout Relative) {
        relative.name = name
        relative.relation = relation
        relative.scope = scope
        relative.priority = priority
        relative.conflictNote = conflictNote
    }
}
