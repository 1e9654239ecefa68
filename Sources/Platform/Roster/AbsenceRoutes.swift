import Hummingbird
import Kernel
import Storage
import Web

/// Absences: everybody enters their own, those who keep the roster enter anybody's.
enum AbsenceRoutes {
    private static let address = "/roster/absences"

    static func all(_ desk: Desk) -> [Route] {
        let own = Access.right(PlatformAction.enterOwnAbsence)
        let forms = PageForms(desk, home: { _ in address }) { try await show($0, desk, faults: $1) }
        return [
            .get(address, .right(PlatformAction.readRoster)) { visit in try await show(visit, desk) },
            forms.post(address, own, saying: "platform.roster.entered", enter),
            forms.post(address + "/:absence/end", own, saying: "platform.roster.ended", end),
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.readRoster, visit.actor)
        let words = visit.words
        let mayEdit = desk.rights.allows(PlatformAction.editRoster.rawValue, to: visit.actor)
        let cursor = MomentCursor<Absence>(visit.query("after"))
        let organisation = visit.actor.organisationID
        let (page, staff, next) = try await desk.read { db in
            let found = try Absence.page(of: organisation, after: cursor, in: db)
            let people = Set(found.absences.flatMap { [$0.staffID, $0.deputyID].compactMap { $0 } })
            let page = RosterPage(
                shifts: [], absences: found.absences,
                names: try StaffMember.find(all: people.sorted(), of: organisation, in: db),
                tree: try UnitTree.load(of: organisation, in: db), mayEdit: mayEdit, visit: visit)
            return (page, try RosterRoutes.employed(visit, in: db), found.next)
        }
        func word(_ key: String) -> String { words("platform.roster.\(key)") }
        let sections = [
            PageSection(
                "absences", table: page.absenceTable(),
                empty: EmptyState(icon: "people", sentence: word("nobody_away")),
                pager: Pager(previous: cursor == nil ? nil : address, next: next.map { "\(address)?after=\($0.text)" })),
            PageSection("enter", word(mayEdit ? "enter" : "enter_own"), form: page.absenceForm(staff, faults)),
        ]
        return try visit.page(
            RecordPage(word("title"), tabs: page.tabs(isRoster: false), lead: word("absences_lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func enter(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let actor = visit.actor
        try desk.rights.must(PlatformAction.enterOwnAbsence, actor, as: [.own])
        let mayEdit = desk.rights.allows(PlatformAction.editRoster.rawValue, to: actor)
        var reader = FormReader(visit.form)
        let wanted = reader.identity("staff", of: Staff.self)
        let from = reader.moment("from", zone: visit.zone, required: true)
        let until = reader.moment("until", zone: visit.zone, required: true)
        let reason = reader.requiredChoice("reason", as: Absence.Reason.self)
        let deputy = reader.identity("deputy", of: Staff.self)
        try reader.finish()
        guard let from, let until, let reason, let own = actor.staffID else { throw Problem.notFound }
        let staff = wanted ?? own
        guard mayEdit || staff == own else { throw Problem.forbidden("platform.rights.lacking") }
        return { db in
            let absence = Absence(
                id: db.newID(), organisationID: actor.organisationID, staffID: staff, deputyID: deputy,
                reason: reason, span: Span(from: from, until: until))
            try absence.enter(by: actor, at: desk, in: db)
            return Done(absence.id)
        }
    }

    static func end(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let actor = visit.actor
        try desk.rights.must(PlatformAction.enterOwnAbsence, actor, as: [.own])
        let id = try visit.id("absence", of: Absence.self)
        let mayEdit = desk.rights.allows(PlatformAction.editRoster.rawValue, to: actor)
        return { db in
            var absence = try Absence.find(id, of: actor.organisationID, in: db)
            guard mayEdit || absence.staffID == actor.staffID else {
                throw Problem.forbidden("platform.rights.lacking")
            }
            try absence.end(at: db.now)
            try absence.save(in: db)
            try Event.record(
                "platform.absence_ended", of: absence.subject, by: actor, facts: absence.facts, at: desk, in: db)
            return Done(id)
        }
    }
}

extension Absence {
    var subject: Event.Subject { Event.Subject(kind: "absence", id: id.text) }

    var facts: [String: String] {
        [
            "staff": staffID.text, "deputy": deputyID?.text ?? "", "reason": reason.rawValue,
            "from": String(span.from.milliseconds), "until": String(span.until.milliseconds),
        ]
    }

    /// Checks the absence against roster and other absences, and writes it down; who acts meanwhile is told.
    package func enter(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let today = db.now.day(in: try OrganisationProfile.find(organisationID, in: db).zone)
        let member = try StaffMember.find(staffID, of: organisationID, in: db)
        guard member.isEmployed(on: today) else {
            throw Problem.invalid("staff", Message("platform.roster.not_employed"))
        }
        if let deputyID, try !StaffMember.find(deputyID, of: organisationID, in: db).isEmployed(on: today) {
            throw Problem.invalid("deputy", Message("platform.roster.not_employed"))
        }
        try check(
            beside: Absence.overlapping(span, of: organisationID, in: db),
            shifts: DutyShift.overlapping(span, of: organisationID, in: db), at: db.now)
        try save(in: db)
        try Event.record("platform.absence_entered", of: subject, by: actor, facts: facts, at: desk, in: db)
        guard let deputyID else { return }
        let notice = Message(
            "platform.roster.you_are_deputy",
            ["name": .text(member.name), "from": .instant(span.from), "until": .instant(span.until)])
        try StaffNotice.leave(notice, for: [deputyID], about: subject, of: organisationID, in: db)
    }
}
