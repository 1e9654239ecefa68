import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// One's own training (我的培训), and the record of one person for who may read it.
enum OwnRoutes {
    static func all(_ training: TrainingDesk) -> [Route] {
        let own = Access.right(TrainingAction.takePart)
        return [
            .get("/training", own) { visit in try await show(visit, training) },
            .get("/training/people/:staff", .right(TrainingAction.readResults)) { visit in
                try await person(visit, training)
            },
        ]
    }

    /// What is told of one person: what they need and what they did.
    struct Told: Sendable {
        let trainee: Trainee?
        let needs: [TrainingNeed]
        let versions: [String: CourseVersion]
        let records: [TrainingRecord]
        let next: MomentCursor<TrainingRecord>?

        init(
            _ staff: ID<Staff>, of organisation: ID<Organisation>, after cursor: MomentCursor<TrainingRecord>? = nil,
            at training: TrainingDesk, on day: LocalDay, in db: any Connection
        ) throws {
            let courses = try training.shelf.all(of: organisation, on: day, in: db)
            versions = Dictionary(courses.map { ($0.course.code, $0) }, uniquingKeysWith: { first, _ in first })
            trainee = try Trainee.load(.one(staff), of: organisation, on: day, in: db).first
            needs =
                trainee.map { DueRule.needs(of: $0, courses: courses, on: day, by: training.shelf.rules) } ?? []
            (records, next) = try TrainingRecord.page(of: staff, organisation, after: cursor, in: db)
        }
    }

    private static func show(_ visit: Visit, _ training: TrainingDesk) async throws -> Response {
        let actor = visit.actor
        try training.desk.rights.must(TrainingAction.takePart, actor)
        guard let staff = actor.staffID else { throw Problem.signedOut }
        let (told, coming, reach) = try await training.desk.read { db in
            (
                try Told(
                    staff, of: actor.organisationID, after: MomentCursor(visit.query("after")), at: training,
                    on: visit.today, in: db),
                try TrainingSession.coming(to: staff, of: actor.organisationID, in: db),
                TrainingReach(actor, try training.facts(actor, on: visit.today, in: db), training)
            )
        }
        let word = TrainingWords(words: visit.words)
        return try visit.page(
            RecordPage(
                word("title"), tabs: word.tabs("/training", reach), lead: word("own.lead"),
                [
                    needs(told, word, isOwn: true), sessions(coming, told.versions, word),
                    records(told, word, address: "/training", isFirst: visit.query("after").isEmpty),
                ]))
    }

    private static func needs(_ told: Told, _ word: TrainingWords, isOwn: Bool) -> PageSection {
        let rows = told.needs.compactMap { need in
            told.versions[need.course].map { version in
                TableView.Row([
                    .init(
                        word.name(version.course), address: "/training/courses/\(need.course)",
                        note: isOwn && version.course.hasQuiz && !need.state.isMet ? word("own.take") : nil),
                    .init("", state: word.state(need)), .init(word.when(need)),
                ])
            }
        }
        return PageSection(
            "needs", word("own.needs"),
            table: TableView(
                word("own.needs"), columns: ["course", "state", "when"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "check-circle", sentence: word("own.nothing")))
    }

    private static func sessions(
        _ coming: [TrainingSession], _ versions: [String: CourseVersion], _ word: TrainingWords
    ) -> PageSection {
        PageSection(
            "sessions", word("own.sessions"),
            table: TableView(
                word("own.sessions"), columns: ["session", "when", "place"].map { word("column.\($0)") },
                rows: coming.map {
                    TableView.Row([
                        .init(word.names($0.courses, versions), address: "/training/sessions/\($0.id)"),
                        .init(word.words.moment($0.startsAt)), .init($0.place),
                    ])
                }), empty: EmptyState(icon: "calendar3", sentence: word("own.no_sessions")))
    }

    private static func records(_ told: Told, _ word: TrainingWords, address: String, isFirst: Bool) -> PageSection {
        let rows = told.records.map { record in
            TableView.Row([
                .init(
                    told.versions[record.course].map { word.name($0.course) } ?? record.course,
                    note: word("records.version", ["n": .number(record.number)])),
                .init(word.words.day(record.doneOn)), .init(word("records.way.\(record.way.rawValue)")),
                .init(
                    record.right.map { right in
                        word("records.score", ["right": .number(right), "asked": .number(record.asked ?? 0)])
                    } ?? "", state: word.result(record)),
            ])
        }
        return PageSection(
            "records", word("records.title"),
            table: TableView(
                word("records.title"), columns: ["course", "day", "way", "result"].map { word("column.\($0)") },
                rows: rows), empty: EmptyState(icon: "journal-text", sentence: word("records.none")),
            pager: Pager(
                previous: isFirst ? nil : address, next: told.next.map { "\(address)?after=\($0.text)" }))
    }

    /// Somebody's record for who may read it; throws `Problem.forbidden` for a colleague.
    private static func person(_ visit: Visit, _ training: TrainingDesk) async throws -> Response {
        let (actor, staff) = (visit.actor, try visit.id("staff", of: Staff.self))
        let (told, member) = try await training.desk.read { db in
            let member = try StaffMember.find(staff, of: actor.organisationID, in: db)
            try training.desk.rights.must(
                TrainingAction.readResults, actor,
                as: training.relations(of: actor, to: staff, on: visit.today, in: db))
            return (
                try Told(
                    staff, of: actor.organisationID, after: MomentCursor(visit.query("after")), at: training,
                    on: visit.today, in: db), member
            )
        }
        let word = TrainingWords(words: visit.words)
        let here = "/training/people/\(staff)"
        return try visit.page(
            RecordPage(
                word("people.title", ["name": .text(member.name)]),
                breadcrumb: Breadcrumb([("/training/due", word("tab.due"))], here: member.name),
                lead: word("people.lead"),
                [
                    needs(told, word, isOwn: false),
                    records(told, word, address: here, isFirst: visit.query("after").isEmpty),
                ]))
    }
}
