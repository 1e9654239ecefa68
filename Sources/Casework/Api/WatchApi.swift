import Kernel
import Platform
import Web

/// What those who watch over the work see (督办、交接、协调、问责接口).
enum WatchApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let group = ApiGroup(name: "supervision", cases: cases)
        return [
            notes(group), tasks(group), handovers(group), hops(group), coordination(group), record(group),
        ] + ConductApi.all(group)
    }

    static let note = JSONShape<ToldRecord<NoteLine>>([
        ("case", Schema.id, { .text($0.value.line.id.text) }),
        ("number", Schema.text(), { .text($0.value.line.number) }),
        ("point", Schema.integer(), { .integer($0.value.note.number) }),
        ("wanted", Schema.text(), { .text($0.value.wanted($0.words)) }),
        ("unit", CaseShape.named, { $0.name($0.value.unit.text) }),
        ("desk", CaseShape.named, { $0.name($0.value.deskID) }),
        ("issuer", Schema.maybeNamed, { $0.name($0.value.note.issuedBy.staffID?.text) }),
        ("issued_at", Schema.moment, { $0.moment($0.value.note.issuedAt) }),
        ("due_at", Schema.moment, { $0.moment($0.value.note.dueAt) }),
        (
            "awaits", Schema.text(choices: ["answer", "judgement"]),
            { .text($0.value.note.awaitsAcceptance ? "judgement" : "answer") }
        ),
    ])

    /// Whose names a note takes.
    static func people(_ line: NoteLine) -> [ID<Staff>] {
        [line.note.issuedBy.staffID, ID<Staff>(line.deskID)].compactMap { $0 }
    }

    private static let unit = ApiOperation.Parameter("unit", "platform.api.parameter.unit", Schema.id)

    private static func notes(_ group: ApiGroup) -> Route {
        group.get(
            "listSupervisionNotes", "/supervision", .right(SupervisionAction.overview), query: [unit, .after],
            answer: Schema.page(note.schema)
        ) { asked in
            let (lines, next) = try NoteLine.list(
                unit: asked.unit(), after: asked.teamCursor(), reader: asked.reader(), at: asked.desk, in: asked.db)
            return [
                "items": asked.list(note, lines, try asked.names(lines.flatMap(people))),
                "next": .optional(next?.text),
            ]
        }
    }

    private static let load = JSONShape<ToldRecord<Workload>>([
        ("desk", CaseShape.named, { $0.name($0.value.deskID) }),
        ("cases", Schema.integer(), { .integer($0.value.cases) }),
        ("errands", Schema.integer(), { .integer($0.value.errands) }),
        ("late", Schema.integer(), { .integer($0.value.late) }),
        ("oldest_at", Schema.moment, { $0.moment($0.value.oldest) }),
    ])

    private static func tasks(_ group: ApiGroup) -> Route {
        group.get(
            "listWorkloads", "/supervision/tasks", .right(SupervisionAction.overview), query: [unit, .limit, .after],
            answer: Schema.page(load.schema)
        ) { asked in
            let among = try asked.unit().map {
                try SupervisionRoutes.desks(of: $0, asked.visit, in: asked.db)
            }
            let (loads, next) = try Workload.list(
                of: asked.organisation, among: among, after: asked.teamCursor(), limit: asked.visit.pageLimit(),
                in: asked.db)
            let names = try asked.names(loads.compactMap { ID<Staff>($0.deskID) })
            return ["items": asked.list(load, loads, names), "next": .optional(next?.text)]
        }
    }

    private static let tally = JSONShape<ToldRecord<HopTally>>([
        ("unit", Schema.maybeNamed, { $0.name($0.value.unit?.text) }),
        ("handovers", Schema.integer(), { .integer($0.value.hops) }),
        ("returns", Schema.integer(), { .integer($0.value.returns) }),
        (
            "average_wait_minutes", Schema.integer(),
            { .integer(Int($0.value.waited / Int64(max(1, $0.value.hops)) / 60_000)) }
        ),
        ("disputed_days", Schema.integer(), { .integer($0.value.disputedDays) }),
    ])

    private static let days = ApiGroup.parameter("days", Schema.integer(30...365))

    private static func since(_ asked: ApiReading) throws(Problem) -> Instant {
        let days = try asked.read("days") { Int($0).flatMap { HandoverRoutes.periods.contains($0) ? $0 : nil } }
        return asked.db.now.advanced(byHours: -24 * (days ?? HandoverRoutes.usualDays))
    }

    private static func handovers(_ group: ApiGroup) -> Route {
        group.get(
            "listHandovers", "/handovers", .right(HandoverAction.overview), query: [days],
            answer: Schema.object([
                "items": Schema.list(tally.schema), "disputed": Schema.list(CaseShape.line.schema),
            ])
        ) { asked in
            let tallies = try HopTally.list(of: asked.organisation, since: since(asked), in: asked.db)
            let disputed = try CaseList.disputed(reader: asked.reader(), at: asked.desk, in: asked.db)
            return ["items": asked.list(tally, tallies, try asked.names([])), "disputed": asked.lines(disputed)]
        }
    }

    private static let hop = JSONShape<ToldRecord<HopLine>>([
        ("case", CaseShape.line.schema, { CaseShape.line.json(($0.value.line, $0.words)) }),
        ("offered_at", Schema.moment, { $0.moment($0.value.hop.offeredAt) }),
        ("to", CaseShape.named, { $0.name($0.value.hop.to.text) }),
        (
            "outcome", Schema.optional(Schema.text(choices: Hop.Outcome.allCases.map(\.rawValue))),
            { .optional($0.value.hop.outcome?.rawValue) }
        ),
        ("reason", Schema.maybeText, { .optional($0.value.hop.reason?.rawValue) }),
        (
            "waited_minutes", Schema.integer(),
            { told in .integer(Int(told.value.hop.waited(at: told.now) / 60_000)) }
        ),
        (
            "disputed_minutes", Schema.integer(),
            { told in .integer(Int(told.value.hop.disputed(at: told.now) / 60_000)) }
        ),
    ])

    private static func hops(_ group: ApiGroup) -> Route {
        group.get(
            "listHandoversOfUnit", "/handovers/:unit", .right(HandoverAction.overview), query: [days, .after],
            answer: Schema.page(hop.schema)
        ) { asked in
            let id = try asked.visit.id("unit", of: OrganisationUnit.self)
            _ = try OrganisationUnit.find(id, of: asked.organisation, in: asked.db)
            let (lines, next) = try HopLine.list(
                to: id, since: since(asked), after: asked.teamCursor(), reader: asked.reader(), at: asked.desk,
                in: asked.db)
            return [
                "items": asked.list(hop, lines, try asked.names(lines.map(\.hop.to))), "next": .optional(next?.text),
            ]
        }
    }

    static let meeting = JSONShape<ToldRecord<CoordinationMeeting>>([
        ("id", Schema.id, { .text($0.value.id.text) }), ("held_at", Schema.moment, { $0.moment($0.value.heldAt) }),
        ("attendees", Schema.text(), { .text($0.value.attendees) }),
        ("decisions", Schema.text(), { .text($0.value.decisions) }),
        ("rule_changes", Schema.text(), { .text($0.value.ruleChanges) }),
        ("next_at", Schema.maybeMoment, { $0.moment($0.value.nextAt) }),
    ])

    private static func coordination(_ group: ApiGroup) -> Route {
        group.get(
            "listMeetings", "/coordination", .right(SupervisionAction.readMeetings), query: [.after],
            answer: Schema.object([
                "members": Schema.list(CaseShape.named), "items": Schema.list(meeting.schema),
                "next": Schema.maybeText,
            ])
        ) { asked in
            let (meetings, next) = try CoordinationMeeting.page(
                of: asked.organisation, after: asked.cursor(), in: asked.db)
            let members = try RoleGrant.holders(
                of: .coordinator, organisation: asked.organisation, on: asked.visit.today, in: asked.db)
            return [
                "members": .list(members.map { ["id": .text($0.id.text), "name": .text($0.name)] }),
                "items": asked.list(meeting, meetings), "next": .optional(next?.text),
            ]
        }
    }

    private static func record(_ group: ApiGroup) -> Route {
        group.post(
            "recordMeeting", "/coordination/meetings", .right(SupervisionAction.recordMeeting),
            questions: { JSONForm([MeetingRoutes.fields($0, heldAt: nil)]) }, status: 201, answer: meeting.schema
        ) { visit in
            let recorded = try MeetingRoutes.recording(visit, group.cases.desk)
            return { db in
                meeting.json(ToldRecord(value: try recorded(db), words: visit.words, names: Names(), now: db.now))
            }
        }
    }
}
