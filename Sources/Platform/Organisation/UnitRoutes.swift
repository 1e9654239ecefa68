import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// The tree of units: seen, added to, changed and closed (S0-14, S3-4).
enum UnitRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let access = Access.right(PlatformAction.editUnits)
        let added = PageForms(desk, home: { _ in "/admin/units" }) { try await list($0, desk, faults: $1) }
        let forms = PageForms(desk, home: { "/admin/units/\(try $0.id("unit", of: OrganisationUnit.self))" }) {
            try await show($0, desk, faults: $1)
        }
        return [
            .get("/admin/units", access) { visit in try await list(visit, desk) },
            added.post("/admin/units", access, saying: "platform.admin.unit.saved", create),
            .get("/admin/units/:unit", access) { visit in try await show(visit, desk) },
            forms.post("/admin/units/:unit", access, saying: "platform.admin.unit.saved", change),
            forms.post(
                "/admin/units/:unit/closure", access, saying: "platform.admin.unit.closed",
                to: { _, _ in "/admin/units" }, close),
        ]
    }

    private static func list(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let (words, actor, today) = (visit.words, visit.actor, visit.today)
        let (tree, heads, staff) = try await desk.read { db in
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let heads = try StaffMember.find(all: tree.units.compactMap(\.headID), of: actor.organisationID, in: db)
            return (tree, heads, try candidates(actor, today, db))
        }
        let rows = tree.ordered().map { entry in
            TableView.Row([
                .init(entry.unit.name, address: "/admin/units/\(entry.unit.id)", depth: entry.depth),
                .init(words(entry.unit.kind.nameKey)),
                .init(entry.unit.headID.flatMap { heads[$0]?.name } ?? words("platform.admin.nobody")),
                .init(
                    "",
                    state: entry.unit.isActive(on: today)
                        ? StateBadge(words("platform.admin.unit.active"), tone: .done)
                        : StateBadge(words("platform.admin.unit.ended"), tone: .waiting)),
            ])
        }
        let form = unitForm("/admin/units", nil, tree, staff, visit, submit: "platform.admin.unit.add")
        let page = RecordPage(
            words("platform.admin.units"), lead: words("platform.admin.unit.lead"),
            [
                PageSection(
                    "tree",
                    table: TableView(
                        words("platform.admin.units"),
                        columns: ["name", "kind", "head", "state"].map { words("platform.admin.unit.\($0)") },
                        rows: rows),
                    empty: EmptyState(icon: "diagram-3", sentence: words("platform.admin.unit.none"))),
                PageSection(
                    "add", words("platform.admin.unit.add"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words), isFolded: !rows.isEmpty),
            ])
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func create(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let (actor, today, draft) = (visit.actor, visit.today, try UnitDraft(visit.form))
        return { db in
            let unit = OrganisationUnit(
                id: db.newID(), organisationID: actor.organisationID, parentID: draft.parent, kind: draft.kind,
                name: draft.name, headID: draft.head, activeFrom: today)
            try UnitTree.load(of: actor.organisationID, in: db).check(unit)
            try draft.checkHead(actor, in: db)
            try unit.save(in: db)
            try Event.record(
                "platform.unit_created", of: unit.subject, by: actor, facts: draft.facts, at: desk, in: db)
            return Done(unit.id)
        }
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let id = try visit.id("unit", of: OrganisationUnit.self)
        let (words, actor, today) = (visit.words, visit.actor, visit.today)
        let (unit, tree, staff, members) = try await desk.read { db in
            let unit = try OrganisationUnit.find(id, of: actor.organisationID, in: db)
            return (
                unit, try UnitTree.load(of: actor.organisationID, in: db), try candidates(actor, today, db),
                try Membership.members(of: id, organisation: actor.organisationID, on: today, in: db)
            )
        }
        let form = unitForm("/admin/units/\(id)", unit, tree, staff, visit, submit: "platform.admin.save")
        let closing = FormView(
            action: "/admin/units/\(id)/closure",
            fields: closingFields(on: today, words),
            submit: words("platform.admin.unit.close"), isWeighty: true)
        let rows = members.map { TableView.Row([.init($0.name, address: "/admin/staff/\($0.id)"), .init($0.number)]) }
        let isClosing = visit.request.uri.path.hasSuffix("/closure")
        var sections = [
            PageSection(
                "members", words("platform.admin.unit.members"),
                table: TableView(
                    words("platform.admin.unit.members"),
                    columns: [words("platform.admin.staff.name"), words("platform.admin.staff.number")], rows: rows),
                empty: EmptyState(icon: "people", sentence: words("platform.admin.unit.no_members")))
        ]
        if unit.activeTo == nil {
            sections += [
                PageSection(
                    "edit", words("platform.admin.edit"),
                    form: faults.isEmpty || isClosing ? form : form.refused(visit.form, faults, words)),
                PageSection(
                    "closure", words("platform.admin.unit.close"), lead: words("platform.admin.unit.close_lead"),
                    form: isClosing && !faults.isEmpty ? closing.refused(visit.form, faults, words) : closing,
                    isFolded: true),
            ]
        }
        let page = RecordPage(
            unit.name,
            breadcrumb: Breadcrumb([("/admin/units", words("platform.admin.units"))], here: unit.name),
            state: unit.activeTo.map {
                StateBadge(words("platform.admin.unit.ended_on", ["day": .day($0)]), tone: .done)
            }, sections)
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func change(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let id = try visit.id("unit", of: OrganisationUnit.self)
        let (actor, draft) = (visit.actor, try UnitDraft(visit.form))
        return { db in
            var unit = try OrganisationUnit.find(id, of: actor.organisationID, in: db)
            guard unit.activeTo == nil else { throw Problem.conflict("platform.organisation.unit_ended") }
            unit.name = draft.name
            unit.kind = draft.kind
            unit.parentID = draft.parent
            unit.headID = draft.head
            try UnitTree.load(of: actor.organisationID, in: db).check(unit)
            try draft.checkHead(actor, in: db)
            try unit.save(in: db)
            try Event.record(
                "platform.unit_changed", of: unit.subject, by: actor, facts: draft.facts, at: desk, in: db)
            return Done(id)
        }
    }

    static func close(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let (id, actor) = (try visit.id("unit", of: OrganisationUnit.self), visit.actor)
        var reader = FormReader(visit.form)
        let day = reader.day("active_to", required: true)
        try reader.finish()
        guard let day else { throw Problem.notFound }
        return { db in
            var unit = try OrganisationUnit.find(id, of: actor.organisationID, in: db)
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            try unit.deactivate(on: day, members: unit.members(from: day, in: db), tree: tree)
            try unit.save(in: db)
            try Event.record(
                "platform.unit_closed", of: unit.subject, by: actor, facts: ["last_day": day.description],
                at: desk, in: db)
            return Done(id)
        }
    }

    private static func unitForm(
        _ action: String, _ unit: OrganisationUnit?, _ tree: UnitTree, _ staff: [StaffMember], _ visit: Visit,
        submit: String
    ) -> FormView {
        let words = visit.words
        let hidden = unit.map { tree.below($0.id).union([$0.id]) } ?? []
        let heads = staff.map {
            Field.Option($0.id.text, "\($0.name) · \($0.number)", selected: $0.id == unit?.headID)
        }
        return FormView(
            action: action,
            fields: fields(
                of: unit, parents: tree.options(selected: unit?.parentID, without: hidden), heads: heads, words),
            submit: words(submit), cancel: unit == nil ? nil : ActionLink("/admin/units", words("web.form.cancel")))
    }

    static func fields(
        of unit: OrganisationUnit? = nil, parents: [Field.Option] = [], heads: [Field.Option] = [], _ words: Words
    ) -> [Field] {
        func word(_ key: String) -> String { words("platform.admin.unit.\(key)") }
        return [
            .text("name", word("name"), value: unit?.name ?? "", required: true, limit: 100),
            .select(
                "kind", word("kind"),
                options: Field.options(
                    of: UnitKind.self, "platform.organisation.unit_kind", words, selected: unit?.kind ?? .department),
                required: true),
            .select("parent", word("parent"), options: parents, blank: word("top")),
            .select("head", word("head"), options: heads, blank: words("platform.admin.nobody")),
        ]
    }

    static func closingFields(on today: LocalDay? = nil, _ words: Words) -> [Field] {
        [.day("active_to", words("platform.admin.unit.last_day"), value: today, required: true)]
    }

    /// Who may be chosen as head: everybody employed, at most two hundred by name.
    private static func candidates(
        _ actor: Actor, _ today: LocalDay, _ db: any Connection
    ) throws -> [StaffMember] {
        try StaffMember.page(of: actor.organisationID, .init(employedOn: today), limit: 200, in: db).staff
    }
}

/// What the form of a unit says.
private struct UnitDraft: Sendable {
    let name: String
    let kind: UnitKind
    let parent: ID<OrganisationUnit>?
    let head: ID<Staff>?

    init(_ form: FormData) throws(Problem) {
        var reader = FormReader(form)
        name = reader.text("name", limit: 100, required: true)
        let kind = reader.requiredChoice("kind", as: UnitKind.self)
        parent = reader.identity("parent")
        head = reader.identity("head")
        try reader.finish()
        self.kind = kind ?? .department
    }

    /// Throws unless the head is an employee of the organisation.
    func checkHead(_ actor: Actor, in db: any Connection) throws {
        guard let head else { return }
        do { _ = try StaffMember.find(head, of: actor.organisationID, in: db) } catch Problem.notFound {
            throw Problem.invalid("head", Message("web.form.not_listed"))
        }
    }

    var facts: [String: String] {
        ["name": name, "kind": kind.rawValue, "parent": parent?.text ?? "", "head": head?.text ?? ""]
    }
}

extension OrganisationUnit {
    /// What a unit is called in events.
    package var subject: Event.Subject { Event.Subject(kind: "unit", id: id.text) }
}
