import Kernel
import Platform
import Web

/// Training for programs (培训接口): the lists and the deeds of the pages.
enum TrainingApi {
    static func all(_ training: TrainingDesk) -> [Route] {
        let area = area(training)
        return [own(area, training), courses(area, training), course(area, training), due(area, training)]
            + [person(area, training), figures(area, training)] + courseDeeds(area, training)
            + SessionApi.all(area, training) + QuizApi.all(area, training)
    }

    private static func area(_ training: TrainingDesk) -> ProgramArea {
        ProgramArea(
            training.desk, about: "training.api.operation", group: "training", reading: .readDirectory,
            writing: .writeAdministration)
    }

    static func parameter(_ name: String, _ schema: JSON) -> ApiOperation.Parameter {
        .init(name, "training.api.parameter.\(name)", schema)
    }

    private static let need = JSONShape<TrainingNeed>([
        ("course", Schema.text(), { .text($0.course) }),
        ("state", Schema.text(choices: TrainingNeed.State.allCases.map(\.rawValue)), { .text($0.state.rawValue) }),
        ("valid_until", Schema.optional(Schema.day), { .optional($0.validUntil?.description) }),
        ("since", Schema.optional(Schema.day), { .optional($0.since?.description) }),
        ("due_on", Schema.optional(Schema.day), { .optional($0.dueOn?.description) }),
        ("is_away", Schema.flag, { .flag($0.isAway) }),
    ])

    private static let record = JSONShape<TrainingRecord>([
        ("id", Schema.id, { .text($0.id.text) }), ("course", Schema.text(), { .text($0.course) }),
        ("version", Schema.integer(), { .integer($0.number) }),
        ("way", Schema.text(choices: TrainingRecord.Way.allCases.map(\.rawValue)), { .text($0.way.rawValue) }),
        ("session", Schema.optional(Schema.id), { .optional($0.sessionID?.text) }),
        ("passed", Schema.flag, { .flag($0.isPassed) }),
        ("right", Schema.optional(Schema.integer()), { told in told.right.map { .integer($0) } ?? .null }),
        ("asked", Schema.optional(Schema.integer()), { told in told.asked.map { .integer($0) } ?? .null }),
        ("done_on", Schema.day, { .text($0.doneOn.description) }),
    ])

    private static let toldSchema = Schema.object([
        "needs": Schema.list(need.schema), "records": Schema.page(record.schema),
    ])

    private static func told(_ told: OwnRoutes.Told) -> JSON {
        [
            "needs": .list(told.needs.map { need.json($0) }),
            "records": [
                "items": .list(told.records.map { record.json($0) }), "next": .optional(told.next?.text),
            ],
        ]
    }

    private static func own(_ area: ProgramArea, _ training: TrainingDesk) -> Route {
        area.read(
            "/training", .right(TrainingAction.takePart), "getOwnTraining", query: [.after], answer: toldSchema
        ) { visit, desk in
            try desk.rights.must(TrainingAction.takePart, visit.actor)
            guard let staff = visit.actor.staffID else { throw Problem.signedOut }
            let cursor: MomentCursor<TrainingRecord>? = try visit.cursor()
            return try await desk.read { db in
                told(
                    try OwnRoutes.Told(
                        staff, of: visit.actor.organisationID, after: cursor, at: training, on: visit.today, in: db))
            }
        }
    }

    private static func person(_ area: ProgramArea, _ training: TrainingDesk) -> Route {
        area.read(
            "/training/people/:staff", .right(TrainingAction.readResults), "getTrainingOf", query: [.after],
            answer: toldSchema
        ) { visit, desk in
            let (actor, staff) = (visit.actor, try visit.id("staff", of: Staff.self))
            let cursor: MomentCursor<TrainingRecord>? = try visit.cursor()
            return try await desk.read { db in
                _ = try StaffMember.find(staff, of: actor.organisationID, in: db)
                try desk.rights.must(
                    TrainingAction.readResults, actor,
                    as: training.relations(of: actor, to: staff, on: visit.today, in: db))
                return told(
                    try OwnRoutes.Told(
                        staff, of: actor.organisationID, after: cursor, at: training, on: visit.today, in: db))
            }
        }
    }

    private static let courseShape = JSONShape<(version: CourseVersion, words: Words)>([
        ("code", Schema.text(), { .text($0.version.course.code) }),
        ("name", Schema.text(), { .text($0.version.course.name.text($0.words.language)) }),
        ("about", Schema.text(), { .text($0.version.course.about.text($0.words.language)) }),
        ("version", Schema.integer(), { .integer($0.version.number) }),
        ("tags", Schema.list(Schema.text()), { .texts($0.version.course.tags.map(\.rawValue)) }),
        ("roles", Schema.list(Schema.text()), { .texts($0.version.course.roles.map(\.rawValue)) }),
        ("validity_months", Schema.integer(), { .integer($0.version.course.validityMonths) }),
        ("minutes", Schema.integer(), { .integer($0.version.course.minutes) }),
        ("pass_percent", Schema.integer(), { .integer($0.version.course.passPercent) }),
        ("questions", Schema.integer(), { .integer($0.version.course.questions.count) }),
        ("is_retired", Schema.flag, { .flag($0.version.isRetired) }),
    ])

    private static func courses(_ area: ProgramArea, _ training: TrainingDesk) -> Route {
        area.read(
            "/training/courses", .right(TrainingAction.takePart), "listCourses",
            answer: Schema.object(["items": Schema.list(courseShape.schema)])
        ) { visit, desk in
            try desk.rights.must(TrainingAction.takePart, visit.actor)
            let versions = try await desk.read {
                try training.shelf.all(of: visit.actor.organisationID, on: visit.today, in: $0)
            }
            return ["items": .list(versions.map { courseShape.json(($0, visit.words)) })]
        }
    }

    private static func course(_ area: ProgramArea, _ training: TrainingDesk) -> Route {
        area.read(
            "/training/courses/:course", .right(TrainingAction.takePart), "getCourse", answer: courseShape.schema
        ) { visit, desk in
            try desk.rights.must(TrainingAction.takePart, visit.actor)
            let code = visit.parameters.get("course") ?? ""
            let version = try await desk.read {
                try training.shelf.current(code, of: visit.actor.organisationID, on: visit.today, in: $0)
            }
            return courseShape.json((version, visit.words))
        }
    }

    private static func courseDeeds(_ area: ProgramArea, _ training: TrainingDesk) -> [Route] {
        let edit = Access.right(TrainingAction.editCourses)
        let answer = Schema.object(["code": Schema.text(), "version": Schema.integer()])
        func asks(_ isNew: Bool) -> @Sendable (Words) -> JSONForm {
            { words in
                let fields = CourseForm(word: TrainingWords(words: words)).fields(nil)
                return JSONForm([
                    isNew
                        ? fields
                        : Array(fields.dropFirst()) + [
                            .checkbox("renews", words("training.courses.renews")),
                            .number(
                                "version", words("training.api.parameter.version"), in: 1...1_000_000, required: true),
                        ]
                ])
            }
        }
        @Sendable func told(_ version: CourseVersion) -> JSON {
            ["code": .text(version.course.code), "version": .integer(version.number)]
        }
        return [
            area.change(
                "/training/courses", edit, "addCourse", form: asks(true), status: 201,
                bodyLimit: CourseRoutes.bodyLimit, answer: answer
            ) { visit, _ in
                let deed = try CourseRoutes.changing(visit, training, isNew: true)
                return { told(try deed($0)) }
            },
            area.change(
                "/training/courses/:course/versions", edit, "changeCourse", form: asks(false),
                bodyLimit: CourseRoutes.bodyLimit, answer: answer
            ) { visit, _ in
                let deed = try CourseRoutes.changing(visit, training, isNew: false)
                return { told(try deed($0)) }
            },
            area.change(
                "/training/courses/:course/retirement", edit, "retireCourse", form: nil,
                answer: Schema.object(["code": Schema.text()])
            ) { visit, _ in
                let deed = try CourseRoutes.retiring(visit, training)
                return { ["code": .text(try deed($0))] }
            },
        ]
    }

    private static func due(_ area: ProgramArea, _ training: TrainingDesk) -> Route {
        area.read(
            "/training/due", .signedIn, "listTrainingDue",
            query: [parameter("unit", Schema.id), parameter("from", Schema.integer())],
            answer: Schema.object([
                "total": Schema.integer(),
                "items": Schema.list(
                    Schema.object([
                        "staff": Schema.id, "name": Schema.text(), "lacking": Schema.list(need.schema),
                    ])),
            ])
        ) { visit, desk in
            let unit = ID<OrganisationUnit>(visit.queryForm.value("unit"))
            let from = max(Int(visit.queryForm.value("from")) ?? 0, 0)
            let lines = try await desk.read {
                try DueRoutes.lines(
                    of: visit.actor, unit: unit, isOverdueOnly: false, on: visit.today, training, in: $0
                ).lines
            }
            return [
                "total": .integer(lines.count),
                "items": .list(
                    lines.dropFirst(from).prefix(DueRoutes.pageSize).map { line in
                        [
                            "staff": .text(line.trainee.staffID.text), "name": .text(line.trainee.name),
                            "lacking": .list(line.lacking.map { need.json($0) }),
                        ]
                    }),
            ]
        }
    }

    private static let share = Schema.object(["met": Schema.integer(), "of": Schema.integer()])

    private static func json(_ share: TrainingShare) -> JSON {
        ["met": .integer(share.met), "of": .integer(share.of)]
    }

    private static func figures(_ area: ProgramArea, _ training: TrainingDesk) -> Route {
        area.read(
            "/training/figures", .right(TrainingAction.readFigures), "getTrainingFigures",
            query: [parameter("unit", Schema.id), parameter("quarter", Schema.day)],
            answer: Schema.object([
                "from": Schema.day, "until": Schema.day, "coverage": share, "people": share, "passes": share,
                "attendance": share, "sessions": Schema.integer(),
            ])
        ) { visit, desk in
            try desk.rights.must(TrainingAction.readFigures, visit.actor)
            let period = DueRoutes.period(visit)
            let unit = ID<OrganisationUnit>(visit.queryForm.value("unit"))
            let figures = try await desk.read(.stale) {
                try TrainingFigures.load(
                    period, unit: unit, of: visit.actor.organisationID, at: training.shelf, in: $0)
            }
            return [
                "from": .text("\(period.lowerBound)"), "until": .text("\(period.upperBound)"),
                "coverage": json(figures.coverage), "people": json(figures.people), "passes": json(figures.passes),
                "attendance": json(figures.attendance), "sessions": .integer(figures.sessions),
            ]
        }
    }
}
