import Kernel
import Platform
import Web

/// Sessions for programs (培训场次接口).
enum SessionApi {
    static func all(_ area: ProgramArea, _ training: TrainingDesk) -> [Route] {
        [list(area), show(area, training)] + deeds(area, training)
    }

    private static let shape = JSONShape<(session: TrainingSession, words: Words)>([
        ("id", Schema.id, { .text($0.session.id.text) }),
        (
            "state", Schema.text(choices: SessionState.allCases.map(\.rawValue)), { .text($0.session.state.rawValue) }
        ),
        ("starts_at", Schema.moment, { .text($0.words.stamp($0.session.startsAt)) }),
        ("minutes", Schema.integer(), { .integer($0.session.minutes) }),
        ("place", Schema.text(), { .text($0.session.place) }),
        ("courses", Schema.list(Schema.text()), { .texts($0.session.courses) }),
        ("trainer", Schema.optional(Schema.id), { .optional($0.session.trainerID?.text) }),
        (
            "external_trainer", Schema.optional(Schema.text()),
            { told in
                if case .external(let name) = told.session.trainer { return .text(name) }
                return .null
            }
        ),
        ("version", Schema.integer(), { .integer($0.session.version) }),
    ])

    private static let line = JSONShape<AttendanceLine>([
        ("staff", Schema.id, { .text($0.staffID.text) }),
        ("outcome", Schema.optional(Schema.text()), { .optional($0.outcome?.rawValue) }),
        ("minutes", Schema.integer(), { .integer($0.minutes) }),
    ])

    private static func list(_ area: ProgramArea) -> Route {
        area.read(
            "/training/sessions", .right(TrainingAction.takePart), "listTrainingSessions",
            query: [
                TrainingApi.parameter("state", Schema.text(choices: SessionState.allCases.map(\.rawValue))), .after,
            ], answer: Schema.page(shape.schema)
        ) { visit, desk in
            try desk.rights.must(TrainingAction.takePart, visit.actor)
            let cursor: MomentCursor<TrainingSession>? = try visit.cursor()
            let state = SessionState(rawValue: visit.queryForm.value("state"))
            let page = try await desk.read {
                try TrainingSession.page(state, of: visit.actor.organisationID, after: cursor, in: $0)
            }
            return [
                "items": .list(page.sessions.map { shape.json(($0, visit.words)) }),
                "next": .optional(page.next?.text),
            ]
        }
    }

    /// Who was asked is told to whoever plans or keys it; to others the list is empty.
    private static func show(_ area: ProgramArea, _ training: TrainingDesk) -> Route {
        let routes = SessionRoutes(training: training)
        return area.read(
            "/training/sessions/:session", .right(TrainingAction.takePart), "getTrainingSession",
            answer: Schema.object(["session": shape.schema, "people": Schema.list(line.schema)])
        ) { visit, desk in
            try desk.rights.must(TrainingAction.takePart, visit.actor)
            let page = try await desk.read { try SessionPage.load(visit, routes, in: $0) }
            return [
                "session": shape.json((page.session, visit.words)), "people": .list(page.lines.map { line.json($0) }),
            ]
        }
    }

    private static func version(_ words: Words) -> Field {
        .number("version", words("training.api.parameter.version"), in: 1...1_000_000, required: true)
    }

    private static func forms(_ words: Words) -> SessionForms { SessionForms(word: TrainingWords(words: words)) }

    /// The fields whose answers are ids or codes: a program sends them as text.
    private static func sent(_ words: Words, _ names: [String]) -> [Field] {
        names.map { .text($0, words("training.api.parameter.\($0)"), limit: 40) }
    }

    private static func place(_ words: Words) -> [Field] {
        forms(words).place(nil).filter { $0.name != "trainer" } + sent(words, ["trainer"])
    }

    private static func people(_ words: Words) -> [Field] {
        forms(words).people(true).filter { $0.name == "lacking" || $0.name == "role" }
            + sent(words, ["unit", "person"])
    }

    private static func deeds(_ area: ProgramArea, _ training: TrainingDesk) -> [Route] {
        let (routes, plan) = (SessionRoutes(training: training), Access.right(TrainingAction.planSession))
        let (sheets, key) = (SheetRoutes(sessions: routes), Access.right(TrainingAction.keySession))
        return [
            area.change(
                "/training/sessions", .signedIn, "planTrainingSession",
                asks: { words in
                    [
                        .text(
                            "courses", words("training.api.parameter.courses"), required: true, limit: 400)
                    ] + place(words) + people(words)
                }, creates: true
            ) { visit, _ in
                let deed = try await routes.planning(visit)
                return { Done(try deed($0)) }
            },
            area.change(
                "/training/sessions/:session/times", plan, "moveTrainingSession",
                asks: { place($0) + [version($0)] }
            ) { visit, _ in
                let deed = try await routes.moving(visit)
                return { Done(try deed($0)) }
            },
            area.change(
                "/training/sessions/:session/cancellation", plan, "cancelTrainingSession",
                asks: { words in
                    [
                        .textarea(
                            "reason", words("training.sessions.reason"), required: true,
                            limit: TrainingSession.noteLimit), version(words),
                    ]
                }
            ) { visit, _ in
                let deed = try await routes.cancelling(visit)
                return { Done(try deed($0)) }
            },
            area.change(
                "/training/sessions/:session/invitations", plan, "inviteToTraining", asks: { people($0) }
            ) { visit, _ in
                let deed = try await routes.inviting(visit)
                return { Done(try deed($0)) }
            },
            area.change(
                "/training/sessions/:session/attendance", key, "keyAttendance",
                asks: { words in
                    sent(words, ["staff"]) + [
                        .select(
                            "outcome", words("training.column.attendance"),
                            options: Field.options(of: AttendanceOutcome.self, "training.sessions.outcome", words),
                            required: true),
                        .number("minutes", words("training.column.minutes"), in: TrainingSession.minutesRange),
                        version(words),
                    ]
                }
            ) { visit, _ in
                let deed = try await sheets.keyingOne(visit)
                return { Done(try deed($0)) }
            },
            area.change(
                "/training/sessions/:session/papers", key, "keyPaperQuiz",
                asks: { words in
                    sent(words, ["staff", "course"]) + [
                        .number(
                            "right", words("training.sessions.right"), in: 0...QuizQuestion.most, required: true),
                        .checkbox("replaces", words("training.sessions.replaces")),
                    ]
                }
            ) { visit, _ in
                let deed = try await sheets.keyingPaper(visit)
                return { Done(try deed($0)) }
            },
        ]
    }
}
