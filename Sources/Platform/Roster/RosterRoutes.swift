import Hummingbird
import Kernel
import Storage
import Web

/// The duty roster: everybody sees who is on duty, those who keep it enter and remove shifts (S4-17).
enum RosterRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let edit = Access.right(PlatformAction.editRoster)
        let forms = PageForms(desk, home: { _ in "/roster" }) { try await show($0, desk, faults: $1) }
        return [
            .get("/roster", .right(PlatformAction.readRoster)) { visit in try await show(visit, desk) },
            forms.post("/roster/shifts", edit, saying: "platform.roster.added", add),
            forms.post("/roster/shifts/:shift/removal", edit, saying: "platform.roster.removed", remove),
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.readRoster, visit.actor)
        let words = visit.words
        let mayEdit = desk.rights.allows(PlatformAction.editRoster.rawValue, to: visit.actor)
        let cursor = MomentCursor<DutyShift>(visit.query("after"))
        let organisation = visit.actor.organisationID
        let (page, staff, now, next) = try await desk.read { db in
            let found = try DutyShift.page(of: organisation, after: cursor, in: db)
            let now = cursor == nil ? try DutyShift.now(of: organisation, in: db) : []
            let ends = (found.shifts.map(\.span.until) + [db.now.advanced(byMilliseconds: 1)]).max() ?? db.now
            let absences = try Absence.overlapping(Span(from: db.now, until: ends), of: organisation, in: db)
            let page = RosterPage(
                shifts: found.shifts, absences: absences,
                names: try StaffMember.find(
                    all: Set(found.shifts.map(\.staffID) + now.map(\.staffID)).sorted(), of: organisation, in: db),
                tree: try UnitTree.load(of: organisation, in: db), mayEdit: mayEdit, visit: visit)
            return (page, mayEdit ? try employed(visit, in: db) : [], now, found.next)
        }
        func word(_ key: String) -> String { words("platform.roster.\(key)") }
        var sections: [PageSection] = []
        if cursor == nil {
            sections.append(
                PageSection(
                    "now", word("on_duty_now"), table: page.table(now, word("on_duty_now")),
                    empty: EmptyState(icon: "person-badge", sentence: word("nobody_now"))))
        }
        sections.append(
            PageSection(
                "shifts", word("coming"), table: page.table(page.shifts, word("coming")),
                empty: EmptyState(icon: "calendar3", sentence: word("no_shifts")),
                pager: Pager(
                    previous: cursor == nil ? nil : "/roster", next: next.map { "/roster?after=\($0.text)" })))
        if mayEdit {
            sections.append(
                PageSection("add", word("add"), form: page.shiftForm(staff, faults), isFolded: !page.shifts.isEmpty))
        }
        return try visit.page(
            RecordPage(word("title"), tabs: page.tabs(isRoster: true), lead: word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Everybody employed today, at most 1,000, for the choices of a form.
    static func employed(_ visit: Visit, in db: any Connection) throws -> [StaffMember] {
        var found: [StaffMember] = []
        var cursor: StaffMember.Cursor?
        repeat {
            let page = try StaffMember.page(
                of: visit.actor.organisationID, .init(employedOn: visit.today), after: cursor, limit: 200, in: db)
            found += page.staff
            cursor = page.next
        } while cursor != nil && found.count < 1000
        return found
    }

    static func add(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editRoster, visit.actor)
        let actor = visit.actor
        var reader = FormReader(visit.form)
        let staff = reader.requiredIdentity("staff", of: Staff.self)
        let unit = reader.identity("unit", of: OrganisationUnit.self)
        let post = reader.text("post", limit: 100)
        let from = reader.moment("from", zone: visit.zone, required: true)
        let until = reader.moment("until", zone: visit.zone, required: true)
        try reader.finish()
        guard let staff, let from, let until else { throw Problem.notFound }
        return { db in
            let shift = DutyShift(
                id: db.newID(), organisationID: actor.organisationID, staffID: staff, unitID: unit, post: post,
                span: Span(from: from, until: until))
            try shift.enter(by: actor, at: desk, in: db)
            return Done(shift.id)
        }
    }

    static func remove(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editRoster, visit.actor)
        let (id, actor) = (try visit.id("shift", of: DutyShift.self), visit.actor)
        return { db in
            let shift = try DutyShift.find(id, of: actor.organisationID, in: db)
            try shift.remove(in: db)
            try Event.record(
                "platform.shift_removed", of: shift.subject, by: actor, facts: shift.facts, at: desk, in: db)
            return Done(id)
        }
    }
}

extension DutyShift {
    var subject: Event.Subject { Event.Subject(kind: "duty_shift", id: id.text) }

    var facts: [String: String] {
        [
            "staff": staffID.text, "unit": unitID?.text ?? "", "post": post,
            "from": String(span.from.milliseconds), "until": String(span.until.milliseconds),
        ]
    }

    /// Checks the shift against what stands in the roster, and writes it down.
    package func enter(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let member = try StaffMember.find(staffID, of: organisationID, in: db)
        let day = span.from.day(in: try OrganisationProfile.find(organisationID, in: db).zone)
        guard member.isEmployed(on: day) else {
            throw Problem.invalid("staff", Message("platform.roster.not_employed"))
        }
        if let unitID { _ = try OrganisationUnit.find(unitID, of: organisationID, in: db) }
        try check(
            beside: DutyShift.overlapping(span, of: organisationID, in: db),
            absences: Absence.overlapping(span, of: organisationID, in: db), at: db.now)
        try save(in: db)
        try Event.record("platform.shift_entered", of: subject, by: actor, facts: facts, at: desk, in: db)
    }
}
