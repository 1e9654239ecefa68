import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// The list of employees and the form for a new one (S3-20).
enum StaffListRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let forms = PageForms(desk, home: { _ in "/admin/staff" }) { visit, faults in
            try visit.page(newPage(visit, faults), status: .unprocessableContent)
        }
        return [
            .get("/admin/staff", .right(PlatformAction.readRoles)) { visit in try await list(visit, desk) },
            .get("/admin/staff/new", .right(PlatformAction.editStaff)) { visit in
                try desk.rights.must(PlatformAction.editStaff, visit.actor)
                return try visit.page(newPage(visit))
            },
            forms.post(
                "/admin/staff", .right(PlatformAction.editStaff), saying: "platform.admin.staff.saved",
                to: { _, made in "/admin/staff/\(made.id)" }, create),
        ]
    }

    private static func list(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.readRoles, visit.actor)
        let (words, actor, today) = (visit.words, visit.actor, visit.today)
        let hasLeft = visit.query("left") == "yes"
        let filter = StaffMember.Filter(
            unitID: ID(visit.query("unit")), role: Role(rawValue: visit.query("role")),
            text: String(visit.query("q").trimmingCharacters(in: .whitespaces).prefix(100)),
            employedOn: hasLeft ? nil : today)
        let cursor = ID<Staff>(visit.query("after")).map {
            StaffMember.Cursor(name: visit.query("after_name"), id: $0)
        }
        let (page, tree, units) = try await desk.read { db in
            let page = try StaffMember.page(of: actor.organisationID, filter, after: cursor, in: db)
            var units: [ID<Staff>: [ID<OrganisationUnit>]] = [:]
            for member in page.staff {
                units[member.id] = try Membership.list(for: member.id, of: actor.organisationID, in: db)
                    .filter { $0.holds(on: today) }.map(\.unitID)
            }
            return (page, try UnitTree.load(of: actor.organisationID, in: db), units)
        }
        let rows = page.staff.map { member in
            let names = (units[member.id] ?? []).compactMap { tree[$0]?.name }
            return TableView.Row([
                .init(member.name, address: "/admin/staff/\(member.id)"), .init(member.number),
                .init(names.joined(separator: words("web.format.list_separator"))),
                .init("", state: StaffPage.state(of: member, on: today, words)),
            ])
        }
        let hasFilter = !filter.text.isEmpty || filter.unitID != nil || filter.role != nil || hasLeft
        let empty = EmptyState(
            icon: "people", sentence: words(hasFilter ? "platform.admin.staff.no_match" : "platform.admin.staff.none"))
        let mayEdit = desk.rights.allows(PlatformAction.editStaff.rawValue, to: actor)
        let actions = [
            ActionLink("/admin/staff/new", words("platform.admin.staff.add"), icon: "person-plus"),
            ActionLink("/admin/staff/import", words("platform.admin.import.title"), icon: "upload"),
        ]
        return try visit.page(
            RecordPage(
                words("platform.admin.staff.title"), actions: mayEdit ? actions : [],
                [
                    PageSection(
                        "list", filter: filterView(filter, hasLeft, tree, visit),
                        table: TableView(
                            words("platform.admin.staff.title"),
                            columns: ["name", "number", "units", "state"].map {
                                words("platform.admin.staff.\($0)")
                            }, rows: rows), empty: empty, pager: pager(page.next, visit))
                ]))
    }

    private static func filterView(
        _ filter: StaffMember.Filter, _ hasLeft: Bool, _ tree: UnitTree, _ visit: Visit
    ) -> FilterView {
        let words = visit.words
        return FilterView(
            action: "/admin/staff",
            fields: [
                .text("q", words("platform.admin.staff.search"), value: filter.text, limit: 100, type: .search),
                .select(
                    "unit", words("platform.admin.staff.unit"), options: tree.options(selected: filter.unitID),
                    blank: words("platform.admin.all")),
                .select(
                    "role", words("platform.admin.staff.role"),
                    options: Field.options(of: Role.self, "platform.role", words, selected: filter.role),
                    blank: words("platform.admin.all")),
                .checkbox("left", words("platform.admin.staff.with_left"), checked: hasLeft),
            ], submit: words("platform.admin.filter"), clear: ActionLink("/admin/staff", words("platform.admin.clear")))
    }

    private static func pager(_ next: StaffMember.Cursor?, _ visit: Visit) -> Pager? {
        let first = visit.query("after").isEmpty ? nil : address(visit, nil)
        if next == nil, first == nil { return nil }
        return Pager(previous: first, next: next.map { address(visit, $0) })
    }

    private static func address(_ visit: Visit, _ cursor: StaffMember.Cursor?) -> String {
        var fields = ["q", "unit", "role", "left"].map { (name: $0, value: visit.query($0)) }
            .filter { !$0.value.isEmpty }
        if let cursor {
            fields.append((name: "after", value: cursor.id.text))
            fields.append((name: "after_name", value: cursor.name))
        }
        return "/admin/staff?" + FormData.urlEncoded(fields)
    }

    private static func newPage(_ visit: Visit, _ faults: [String: Message] = [:]) -> RecordPage {
        let words = visit.words
        let form = StaffDraft.form("/admin/staff", nil, phone: "", visit, submit: "platform.admin.staff.add")
        return RecordPage(
            words("platform.admin.staff.add"),
            breadcrumb: Breadcrumb(
                [("/admin/staff", words("platform.admin.staff.title"))], here: words("platform.admin.staff.add")),
            [PageSection("new", form: faults.isEmpty ? form : form.refused(visit.form, faults, words))])
    }

    static func create(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editStaff, visit.actor)
        let (actor, draft) = (visit.actor, try StaffDraft(visit.form))
        return { db in
            let blank = StaffMember(
                id: db.newID(), organisationID: actor.organisationID, number: draft.number, name: draft.name,
                employedFrom: draft.employedFrom)
            let member = try draft.applied(to: blank, desk, in: db)
            try member.checked().save(in: db)
            try RoleGrant.grant(.employee, to: member.id, by: actor, in: db)
            try Event.record(
                "platform.staff_created", of: member.subject, by: actor, facts: draft.facts, at: desk, in: db)
            return Done(member.id)
        }
    }
}

/// What the form of an employee says.
struct StaffDraft: Sendable {
    let number: String
    let name: String
    let phone: String
    let employedFrom: LocalDay
    let isOnDuty: Bool

    init(_ form: FormData) throws(Problem) {
        var reader = FormReader(form)
        number = reader.text("number", limit: 40, required: true)
        name = reader.text("name", limit: 100, required: true)
        phone = reader.text("phone", limit: 30).filter { !" -－".contains($0) }
        if !phone.isEmpty, phone.wholeMatch(of: /\+?\d{5,15}/) == nil {
            reader.fault("phone", Message("platform.organisation.import.fault.phone"))
        }
        let from = reader.day("employed_from", required: true)
        isOnDuty = reader.flag("on_duty")
        try reader.finish()
        employedFrom = from ?? .init(daysSince1970: 0)
    }

    static func form(
        _ action: String, _ member: StaffMember?, phone: String, _ visit: Visit, submit: String
    ) -> FormView {
        FormView(
            action: action, fields: fields(of: member, phone: phone, on: visit.today, visit.words),
            submit: visit.words(submit), cancel: ActionLink("/admin/staff", visit.words("web.form.cancel")))
    }

    static func fields(
        of member: StaffMember? = nil, phone: String = "", on today: LocalDay? = nil, _ words: Words
    ) -> [Field] {
        func word(_ key: String) -> String { words("platform.admin.staff.\(key)") }
        return [
            .text("name", word("name"), value: member?.name ?? "", required: true, limit: 100).width(.medium),
            .text("number", word("number"), value: member?.number ?? "", required: true, limit: 40).width(.short),
            .text("phone", word("phone"), value: phone, hint: word("phone_hint"), limit: 30, type: .tel).width(.medium),
            .day("employed_from", word("employed_from"), value: member?.employedFrom ?? today, required: true),
            .checkbox("on_duty", word("on_duty"), checked: member?.isOnDuty ?? true),
        ]
    }

    func applied(to member: StaffMember, _ desk: Desk, in db: any Connection) throws -> StaffMember {
        var changed = member
        changed.number = number
        changed.name = name
        changed.employedFrom = employedFrom
        changed.isOnDuty = isOnDuty
        changed.phoneSealed =
            phone.isEmpty
            ? nil
            : try StaffMember.sealedPhone(
                phone, of: member.id, member.organisationID, desk, in: db)
        return changed
    }

    /// Without the telephone number, which events need not know.
    var facts: [String: String] {
        ["number": number, "name": name, "employed_from": employedFrom.description]
    }
}

extension StaffMember {
    /// What an employee is called in events.
    package var subject: Event.Subject { Event.Subject(kind: "staff", id: id.text) }

    private static func phoneContext(_ id: ID<Staff>) -> String { "staff.phone.\(id)" }

    /// A telephone number as it is stored.
    package static func sealedPhone(
        _ phone: String, of id: ID<Staff>, _ organisation: ID<Organisation>, _ desk: Desk, in db: any Connection
    ) throws -> String {
        try desk.vault.seal(phone, for: organisation, context: phoneContext(id), in: db).text
    }

    /// The telephone number; empty when none is known.
    package func phone(at desk: Desk, in db: any Connection) throws -> String {
        guard let sealed = phoneSealed.flatMap({ Sealed($0) }) else { return "" }
        return try desk.vault.open(sealed, for: organisationID, context: StaffMember.phoneContext(id), in: db)
    }
}
