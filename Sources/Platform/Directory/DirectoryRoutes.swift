import Hummingbird
import Kernel
import Storage
import Web

/// The contact directory (部门联络与紧急联络, S4-17): everybody reads it, those who keep it change it.
enum DirectoryRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let edit = Access.right(PlatformAction.editDirectory)
        let list = PageForms(desk, home: { _ in "/directory" }) { try await show($0, desk, faults: $1) }
        let entry = PageForms(desk, home: { _ in "/directory" }) { try await unit($0, desk, faults: $1) }
        return [
            .get("/directory", .right(PlatformAction.readDirectory)) { visit in try await show(visit, desk) },
            list.post("/directory/emergency", edit, saying: "platform.directory.added", add),
            list.post("/directory/emergency/:contact/removal", edit, saying: "platform.directory.removed", remove),
            .get("/directory/units/:unit", edit) { visit in try await unit(visit, desk) },
            entry.post("/directory/units/:unit", edit, saying: "platform.directory.saved", change),
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.readDirectory, visit.actor)
        let (words, organisation) = (visit.words, visit.actor.organisationID)
        let mayEdit = desk.rights.allows(PlatformAction.editDirectory.rawValue, to: visit.actor)
        let (urgent, contacts, tree, names) = try await desk.read { db in
            let contacts = try UnitContact.list(of: organisation, in: db)
            let staff = contacts.values.flatMap { [$0.contactID, $0.deputyID].compactMap { $0 } }
            return (
                try EmergencyContact.list(of: organisation, in: db), contacts,
                try UnitTree.load(of: organisation, in: db),
                try StaffMember.find(all: Set(staff).sorted(), of: organisation, in: db).mapValues(\.name)
            )
        }
        func word(_ key: String) -> String { words("platform.directory.\(key)") }
        var sections = [
            PageSection(
                "emergency", word("emergency"), table: table(urgent, mayEdit: mayEdit, words),
                empty: EmptyState(icon: "telephone", sentence: word("no_emergency")))
        ]
        if mayEdit {
            let form = emergencyForm(words)
            sections.append(
                PageSection(
                    "add", word("add"), form: faults.isEmpty ? form : form.refused(visit.form, faults, words),
                    isFolded: true))
        }
        let rows = tree.ordered().filter { $0.unit.isActive(on: visit.today) }.map { entry in
            row(entry.unit, entry.depth, contacts[entry.unit.id], names, mayEdit: mayEdit, words)
        }
        sections.append(
            PageSection(
                "units", word("units"),
                table: TableView(
                    word("units"),
                    columns: ["unit", "contact", "deputy", "after_hours"].map { word("column.\($0)") }, rows: rows),
                empty: EmptyState(icon: "diagram-3", sentence: words("platform.admin.unit.none"))))
        return try visit.page(
            RecordPage(word("title"), lead: word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func table(_ urgent: [EmergencyContact], mayEdit: Bool, _ words: Words) -> TableView {
        func word(_ key: String) -> String { words("platform.directory.\(key)") }
        let rows = urgent.map { contact in
            let button = ButtonView(
                "/directory/emergency/\(contact.id)/removal", word("remove"), about: contact.name, isWeighty: true)
            return TableView.Row(
                [
                    .init(contact.name, note: contact.note.isEmpty ? nil : contact.note), .init(contact.phone),
                    .init(contact.hours),
                ] + (mayEdit ? [.init("", button: button)] : []))
        }
        let columns = ["name", "phone", "hours"] + (mayEdit ? ["step"] : [])
        return TableView(word("emergency"), columns: columns.map { word("column.\($0)") }, rows: rows)
    }

    private static func row(
        _ unit: OrganisationUnit, _ depth: Int, _ contact: UnitContact?, _ names: [ID<Staff>: String],
        mayEdit: Bool, _ words: Words
    ) -> TableView.Row {
        let none = words("platform.directory.none")
        let name = TableView.Cell(
            unit.name, address: mayEdit ? "/directory/units/\(unit.id)" : nil, depth: depth)
        guard let contact else { return .init([name, .init(none), .init(""), .init("")]) }
        return .init([
            name, .init(names[contact.contactID] ?? none, note: contact.phone),
            .init(
                contact.deputyID.flatMap { names[$0] } ?? "",
                note: contact.deputyPhone.isEmpty ? nil : contact.deputyPhone),
            .init(contact.afterHours),
        ])
    }

    private static func emergencyForm(_ words: Words) -> FormView {
        FormView(
            action: "/directory/emergency", fields: emergencyFields(words), submit: words("platform.directory.add"),
            icon: "plus-lg")
    }

    static func emergencyFields(_ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("platform.directory.\(key)") }
        return [
            .text("name", word("column.name"), hint: word("name_hint"), required: true, limit: 100),
            .text("phone", word("column.phone"), required: true, limit: 40, type: .tel).width(.medium),
            .text("hours", word("column.hours"), hint: word("hours_hint"), limit: 100).width(.medium),
            .text("note", word("note"), limit: 200),
        ]
    }

    static func add(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editDirectory, visit.actor)
        let actor = visit.actor
        var reader = FormReader(visit.form)
        let name = reader.text("name", limit: 100, required: true)
        let phone = reader.text("phone", limit: 40, required: true)
        let hours = reader.text("hours", limit: 100)
        let note = reader.text("note", limit: 200)
        try reader.finish()
        return { db in
            let contact = EmergencyContact(
                id: db.newID(), organisationID: actor.organisationID, name: name, phone: phone, hours: hours,
                note: note)
            try contact.save(in: db)
            try Event.record(
                "platform.emergency_contact_added", of: contact.subject, by: actor, facts: contact.facts, at: desk,
                in: db)
            return Done(contact.id)
        }
    }

    static func remove(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editDirectory, visit.actor)
        let (id, actor) = (try visit.id("contact", of: EmergencyContact.self), visit.actor)
        return { db in
            let all = try EmergencyContact.list(of: actor.organisationID, in: db)
            guard let contact = all.first(where: { $0.id == id }) else { throw Problem.notFound }
            try contact.remove(in: db)
            try Event.record(
                "platform.emergency_contact_removed", of: contact.subject, by: actor, facts: contact.facts, at: desk,
                in: db)
            return Done(id)
        }
    }

    private static func unit(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.editDirectory, visit.actor)
        let id = try visit.id("unit", of: OrganisationUnit.self)
        let (words, organisation) = (visit.words, visit.actor.organisationID)
        let (unit, contact, staff) = try await desk.read { db in
            (
                try OrganisationUnit.find(id, of: organisation, in: db),
                try UnitContact.list(of: organisation, in: db)[id], try RosterRoutes.employed(visit, in: db)
            )
        }
        func options(_ selected: ID<Staff>?) -> [Field.Option] {
            staff.map { .init($0.id.text, "\($0.name) · \($0.number)", selected: $0.id == selected) }
        }
        let form = FormView(
            action: "/directory/units/\(id)",
            fields: unitFields(
                of: contact, people: options(contact?.contactID ?? unit.headID), deputies: options(contact?.deputyID),
                words),
            submit: words("platform.admin.save"), cancel: ActionLink("/directory", words("web.form.cancel")))
        return try visit.page(
            RecordPage(
                unit.name, breadcrumb: Breadcrumb([("/directory", words("platform.directory.title"))], here: unit.name),
                [
                    PageSection(
                        "contact", form: faults.isEmpty ? form : form.refused(visit.form, faults, words))
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func unitFields(
        of contact: UnitContact? = nil, people: [Field.Option] = [], deputies: [Field.Option] = [], _ words: Words
    ) -> [Field] {
        func word(_ key: String) -> String { words("platform.directory.\(key)") }
        return [
            .select(
                "contact", word("column.contact"), options: people, blank: words("platform.admin.choose"),
                required: true
            ).width(.medium),
            .text("phone", word("column.phone"), value: contact?.phone ?? "", required: true, limit: 40, type: .tel)
                .width(.medium),
            .select("deputy", word("column.deputy"), options: deputies, blank: word("no_deputy")).width(.medium),
            .text("deputy_phone", word("deputy_phone"), value: contact?.deputyPhone ?? "", limit: 40, type: .tel)
                .width(.medium),
            .text(
                "after_hours", word("column.after_hours"), value: contact?.afterHours ?? "",
                hint: word("after_hours_hint"), limit: 200),
        ]
    }

    static func change(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editDirectory, visit.actor)
        let (id, actor) = (try visit.id("unit", of: OrganisationUnit.self), visit.actor)
        var reader = FormReader(visit.form)
        let person = reader.requiredIdentity("contact", of: Staff.self)
        let phone = reader.text("phone", limit: 40, required: true)
        let deputy = reader.identity("deputy", of: Staff.self)
        let deputyPhone = reader.text("deputy_phone", limit: 40)
        let afterHours = reader.text("after_hours", limit: 200)
        try reader.finish()
        guard let person else { throw Problem.notFound }
        return { db in
            _ = try OrganisationUnit.find(id, of: actor.organisationID, in: db)
            for member in [person, deputy].compactMap({ $0 }) {
                _ = try StaffMember.find(member, of: actor.organisationID, in: db)
            }
            let contact = UnitContact(
                organisationID: actor.organisationID, unitID: id, contactID: person, phone: phone,
                deputyID: deputy, deputyPhone: deputyPhone, afterHours: afterHours)
            try contact.check()
            try contact.save(in: db)
            try Event.record(
                "platform.unit_contact_changed", of: contact.subject, by: actor, facts: contact.facts, at: desk,
                in: db)
            return Done(id)
        }
    }
}
