import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The coordination group (统一协调小组, S4-19, S4-20): who it is, and its meetings.
enum MeetingRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let forms = PageForms(cases.desk, home: { _ in "/coordination" }) { try await show($0, cases, faults: $1) }
        return [
            .get("/coordination", .right(SupervisionAction.readMeetings)) { visit in try await show(visit, cases) },
            forms.post(
                "/coordination/meetings", .right(SupervisionAction.recordMeeting),
                saying: "casework.meeting.recorded", recording),
        ]
    }

    private static func show(
        _ visit: Visit, _ cases: CaseDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let desk = cases.desk
        try desk.rights.must(SupervisionAction.readMeetings, visit.actor)
        let (words, actor) = (visit.words, visit.actor)
        let cursor = MomentCursor<CoordinationMeeting>(visit.query("after"))
        let subject = Event.Subject(kind: "coordination", id: actor.organisationID.text)
        let (meetings, next, members, units, isTold) = try await desk.read { db in
            let (meetings, next) = try CoordinationMeeting.page(of: actor.organisationID, after: cursor, in: db)
            let members = try RoleGrant.holders(
                of: .coordinator, organisation: actor.organisationID, on: visit.today, in: db)
            let units = try NamedDesks(
                members.map(\.id.text), of: actor.organisationID, on: visit.today, in: db)
            let isTold = try StaffNotice.unread(of: actor, limit: 100, in: db).contains { $0.subject == subject }
            return (meetings, next, members, units, isTold)
        }
        if isTold { try await desk.write { try StaffNotice.markSeen(subject, by: actor, in: $0) } }
        func word(_ key: String) -> String { words("casework.meeting.\(key)") }
        var sections: [PageSection] = []
        if cursor == nil {
            let rows = members.map { member in
                TableView.Row([
                    .init(member.name),
                    .init(units.unit(member.id.text).flatMap { units.tree[$0]?.name } ?? ""),
                ])
            }
            sections.append(
                PageSection(
                    "members", word("members"), notices: notices(meetings.first, visit),
                    table: TableView(
                        word("members"), columns: ["name", "unit"].map { word("column.\($0)") }, rows: rows),
                    empty: EmptyState(icon: "people", sentence: word("no_members"))))
        }
        sections.append(table(meetings, next: next, isFirst: cursor == nil, visit))
        if desk.rights.allows(SupervisionAction.recordMeeting.rawValue, to: actor) {
            let form = form(visit)
            sections.append(
                PageSection(
                    "record", word("record"), form: faults.isEmpty ? form : form.refused(visit.form, faults, words),
                    isFolded: !meetings.isEmpty))
        }
        return try visit.page(
            RecordPage(word("title"), lead: word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// The meeting ahead, or that none was written down when it was due.
    private static func notices(_ latest: CoordinationMeeting?, _ visit: Visit) -> [Notice] {
        guard let next = latest?.nextAt else { return [] }
        let isDue = next <= visit.now
        return [
            Notice(
                isDue ? .warning : .info,
                visit.words("casework.meeting.\(isDue ? "due" : "ahead")", ["at": .instant(next)]))
        ]
    }

    private static func table(
        _ meetings: [CoordinationMeeting], next: MomentCursor<CoordinationMeeting>?, isFirst: Bool, _ visit: Visit
    ) -> PageSection {
        func word(_ key: String) -> String { visit.words("casework.meeting.\(key)") }
        let rows = meetings.map { meeting in
            TableView.Row([
                .init(visit.words.moment(meeting.heldAt)), .init(meeting.attendees), .init(meeting.decisions),
                .init(meeting.ruleChanges), .init(meeting.nextAt.map { visit.words.moment($0) } ?? ""),
            ])
        }
        return PageSection(
            "meetings", word("meetings"),
            table: TableView(
                word("meetings"),
                columns: ["held", "attendees", "decisions", "rule_changes", "next"].map { word("column.\($0)") },
                rows: rows), empty: EmptyState(icon: "calendar3", sentence: word("no_meetings")),
            pager: Pager(
                previous: isFirst ? nil : "/coordination", next: next.map { "/coordination?after=\($0.text)" }))
    }

    private static func form(_ visit: Visit) -> FormView {
        FormView(
            action: "/coordination/meetings", fields: fields(visit.words, heldAt: visit.now),
            submit: visit.words("casework.meeting.record"), icon: "check-lg")
    }

    static func fields(_ words: Words, heldAt: Instant?) -> [Field] {
        func word(_ key: String) -> String { words("casework.meeting.\(key)") }
        return [
            .moment("held_at", word("column.held"), value: heldAt, zone: words.zone, required: true),
            .textarea(
                "attendees", word("column.attendees"), hint: word("attendees_hint"), required: true,
                limit: CoordinationMeeting.attendeesLimit, rows: 2),
            .textarea(
                "decisions", word("column.decisions"), hint: word("decisions_hint"), required: true,
                limit: CoordinationMeeting.decisionsLimit),
            .textarea(
                "rule_changes", word("column.rule_changes"), hint: word("rule_changes_hint"),
                limit: CoordinationMeeting.decisionsLimit, rows: 3),
            .moment("next_at", word("column.next"), zone: words.zone, hint: word("next_hint")),
        ]
    }

    /// Reads the minutes of a meeting.
    static func recording(_ visit: Visit, _ desk: Desk) throws -> Deed<CoordinationMeeting> {
        try desk.rights.must(SupervisionAction.recordMeeting, visit.actor)
        var reader = FormReader(visit.form)
        let held = reader.moment("held_at", zone: visit.zone, required: true)
        let attendees = reader.text("attendees", limit: CoordinationMeeting.attendeesLimit, required: true)
        let decisions = reader.text("decisions", limit: CoordinationMeeting.decisionsLimit, required: true)
        let changes = reader.text("rule_changes", limit: CoordinationMeeting.decisionsLimit)
        let next = reader.moment("next_at", zone: visit.zone)
        try reader.finish()
        guard let held else { throw Problem.notFound }
        let actor = visit.actor
        return { db in
            let meeting = CoordinationMeeting(
                id: db.newID(), organisationID: actor.organisationID, heldAt: held, attendees: attendees,
                decisions: decisions, ruleChanges: changes, nextAt: next)
            try meeting.record(by: actor, at: desk, in: db)
            return meeting
        }
    }
}
