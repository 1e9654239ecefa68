import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Courses in the browser (课程): a list, one course, its change and its retirement, and its quiz on paper.
enum CourseRoutes {
    static let bodyLimit = 128 * 1024

    static func all(_ training: TrainingDesk) -> [Route] {
        let (own, edit) = (Access.right(TrainingAction.takePart), Access.right(TrainingAction.editCourses))
        let new = PageForms(training.desk, home: { _ in "/training/courses" }) {
            try await form($0, training, isNew: true, faults: $1)
        }
        let change = PageForms(
            training.desk, home: { "/training/courses/\($0.parameters.get("course") ?? "")" }
        ) { try await form($0, training, isNew: false, faults: $1) }
        let one = PageForms(
            training.desk, home: { "/training/courses/\($0.parameters.get("course") ?? "")" }
        ) { try await show($0, training, faults: $1) }
        return [
            .get("/training/courses", own) { visit in try await list(visit, training) },
            .get("/training/courses/new", edit) { visit in try await form(visit, training, isNew: true) },
            new.post(
                "/training/courses", edit, bodyLimit: bodyLimit, saying: "training.courses.saved",
                to: { "/training/courses/\($1.course.code)" }
            ) { visit, _ in try changing(visit, training, isNew: true) },
            .get("/training/courses/:course", own) { visit in try await show(visit, training) },
            .get("/training/courses/:course/change", edit) { visit in
                try await form(visit, training, isNew: false)
            },
            change.post(
                "/training/courses/:course/versions", edit, bodyLimit: bodyLimit, saying: "training.courses.saved"
            ) { visit, _ in try changing(visit, training, isNew: false) },
            one.post("/training/courses/:course/retirement", edit, saying: "training.courses.retired") { visit, _ in
                try retiring(visit, training)
            },
            .get("/training/courses/:course/paper", .right(TrainingAction.keySession)) { visit in
                try await paper(visit, training)
            },
        ]
    }

    private static func code(_ visit: Visit) -> String { visit.parameters.get("course") ?? "" }

    static func changing(_ visit: Visit, _ training: TrainingDesk, isNew: Bool) throws -> Deed<CourseVersion> {
        let actor = visit.actor
        try training.desk.rights.must(TrainingAction.editCourses, actor)
        var reader = FormReader(visit.form)
        let course = try CourseForm(word: TrainingWords(words: visit.words)).course(
            &reader, code: isNew ? nil : code(visit))
        let seen = isNew ? 0 : reader.number("version", in: 1...1_000_000, required: true)
        let renews = reader.flag("renews")
        try reader.finish()
        guard let course, let seen else { throw Problem.invalid("form", Message("web.form.broken")) }
        return { db in
            try training.shelf.putInForce(
                course, seen: seen, renews: renews, by: actor, at: training.desk, in: db)
        }
    }

    static func retiring(_ visit: Visit, _ training: TrainingDesk) throws -> Deed<String> {
        let (actor, code, today) = (visit.actor, code(visit), visit.today)
        try training.desk.rights.must(TrainingAction.editCourses, actor)
        return { db in
            try training.shelf.current(code, of: actor.organisationID, on: today, in: db).retire(
                by: actor, at: training.desk, in: db)
            return code
        }
    }

    private static func list(_ visit: Visit, _ training: TrainingDesk) async throws -> Response {
        let actor = visit.actor
        try training.desk.rights.must(TrainingAction.takePart, actor)
        let (versions, reach) = try await training.desk.read { db in
            (
                try training.shelf.all(of: actor.organisationID, on: visit.today, in: db),
                TrainingReach(actor, try training.facts(actor, on: visit.today, in: db), training)
            )
        }
        let word = TrainingWords(words: visit.words)
        let rows = versions.map { version in
            TableView.Row([
                .init(
                    word.name(version.course), address: "/training/courses/\(version.course.code)",
                    state: version.isRetired ? StateBadge(word("courses.is_retired"), tone: .waiting) : nil),
                .init(word.tags(version.course)), .init(word.roles(version.course)),
                .init(word("courses.months", ["n": .number(version.course.validityMonths)])),
                .init(String(version.course.questions.count)),
            ])
        }
        return try visit.page(
            RecordPage(
                word("courses.title"), tabs: word.tabs("/training/courses", reach), lead: word("courses.lead"),
                actions: training.may(.editCourses, actor)
                    ? [ActionLink("/training/courses/new", word("courses.new"), icon: "plus-lg")] : [],
                [
                    PageSection(
                        "courses",
                        table: TableView(
                            word("courses.title"),
                            columns: ["course", "tags", "roles", "validity", "questions"].map { word("column.\($0)") },
                            rows: rows))
                ]))
    }

    private static func form(
        _ visit: Visit, _ training: TrainingDesk, isNew: Bool, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (actor, code, today) = (visit.actor, code(visit), visit.today)
        try training.desk.rights.must(TrainingAction.editCourses, actor)
        let version =
            isNew
            ? nil
            : try await training.desk.read {
                try training.shelf.current(code, of: actor.organisationID, on: today, in: $0)
            }
        let word = TrainingWords(words: visit.words)
        let address = "/training/courses" + (isNew ? "" : "/\(code)")
        let form = FormView(
            action: isNew ? address : "\(address)/versions", fields: CourseForm(word: word).fields(version),
            submit: word("courses.save"), icon: "check-lg", cancel: ActionLink(address, visit.words("web.form.cancel")))
        let title = version.map { word("courses.change", ["name": .text(word.name($0.course))]) } ?? word("courses.new")
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([("/training/courses", word("courses.title"))], here: title),
                lead: word("courses.change_lead"),
                [PageSection("form", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func show(
        _ visit: Visit, _ training: TrainingDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (actor, code, today) = (visit.actor, code(visit), visit.today)
        try training.desk.rights.must(TrainingAction.takePart, actor)
        guard let staff = actor.staffID else { throw Problem.signedOut }
        let mayEdit = training.may(.editCourses, actor)
        let (version, history, tries) = try await training.desk.read { db in
            (
                try training.shelf.current(code, of: actor.organisationID, on: today, in: db),
                mayEdit ? try CourseVersion.history(code, of: actor.organisationID, in: db) : [],
                try QuizSitting.tries(code, by: staff, of: actor.organisationID, on: today, in: db)
            )
        }
        let word = TrainingWords(words: visit.words)
        let page = CoursePage(version: version, history: history, word: word)
        let left = max(training.shelf.rules.triesADay - tries, 0)
        var actions: [ActionLink] = []
        if mayEdit {
            actions.append(ActionLink("/training/courses/\(code)/change", word("courses.edit"), icon: "pencil"))
        }
        if training.may(.keySession, actor), version.course.hasQuiz {
            actions.append(ActionLink("/training/courses/\(code)/paper", word("courses.paper"), icon: "printer"))
        }
        let name = word.name(version.course)
        return try visit.page(
            RecordPage(
                name, breadcrumb: Breadcrumb([("/training/courses", word("courses.title"))], here: name),
                lead: version.course.about.text(visit.language),
                state: version.isRetired ? StateBadge(word("courses.is_retired"), tone: .waiting) : nil,
                actions: actions,
                [page.quiz(left: left, of: training.shelf.rules.triesADay), page.facts]
                    + (mayEdit ? [page.questions, page.versions] + (version.isRetired ? [] : [page.retiring]) : [])),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// The quiz on paper for a session without telephones, in the order of the course.
    private static func paper(_ visit: Visit, _ training: TrainingDesk) async throws -> Response {
        let (actor, code, today) = (visit.actor, code(visit), visit.today)
        guard training.desk.rights.mayEver(TrainingAction.keySession.rawValue, roles: actor.roles) else {
            throw Problem.forbidden("platform.rights.lacking")
        }
        let (version, teaches) = try await training.desk.read { db in
            (
                try training.shelf.current(code, of: actor.organisationID, on: today, in: db),
                try TrainingSession.teaches(actor, code, in: db)
            )
        }
        try training.desk.rights.must(TrainingAction.keySession, actor, as: teaches ? [.holder] : [])
        return try visit.page(QuizSheet(version, TrainingWords(words: visit.words)))
    }
}

/// A course as it is shown (课程页). The answers are for those who look after courses: whoever is asked does not see them.
struct CoursePage: Sendable {
    let version: CourseVersion
    let history: [CourseVersion]
    let word: TrainingWords
    private var course: Course { version.course }

    func quiz(left: Int, of most: Int) -> PageSection {
        guard course.hasQuiz else {
            return PageSection("quiz", notices: [Notice(.info, word("courses.by_attendance"))])
        }
        if version.isRetired {
            return PageSection("quiz", notices: [Notice(.info, word("courses.refusal.retired"))])
        }
        let told: [String: Message.Argument] = [
            "n": .number(course.questions.count), "needed": .number(course.rightNeeded), "left": .number(left),
        ]
        let form = FormView(
            action: "/training/courses/\(course.code)/quizzes", fields: [], submit: word("quiz.begin"),
            icon: "play-circle")
        return PageSection(
            "quiz", word("quiz.here"), lead: word("quiz.about", told),
            notices: left == 0 ? [Notice(.warning, word("quiz.refusal.tries", ["n": .number(most)]))] : [],
            form: left == 0 ? nil : form)
    }

    var facts: PageSection {
        PageSection(
            "facts", word("courses.facts"),
            facts: DefinitionList([
                .init(word("column.tags"), word.tags(course)), .init(word("column.roles"), word.roles(course)),
                .init(word("column.validity"), word("courses.months", ["n": .number(course.validityMonths)])),
                .init(word("courses.minutes"), String(course.minutes)),
                .init(word("courses.pass"), course.hasQuiz ? "\(course.passPercent)%" : word("courses.by_attendance")),
                .init(word("column.version"), String(version.number)),
            ]))
    }

    var questions: PageSection {
        let language = word.words.language
        let rows = course.questions.enumerated().map { place, question in
            TableView.Row([
                .init(
                    word("quiz.question", ["n": .number(place + 1), "text": .text(question.ask.text(language))])),
                .init(question.right.text(language)), .init(question.why.text(language)),
            ])
        }
        return PageSection(
            "questions", word("courses.questions_title"),
            table: TableView(
                word("courses.questions_title"), columns: ["question", "right", "why"].map { word("column.\($0)") },
                rows: rows), empty: EmptyState(icon: "list-check", sentence: word("courses.by_attendance")),
            isFolded: true)
    }

    var versions: PageSection {
        let rows = history.map { one in
            TableView.Row([
                .init(String(one.number)), .init(word("courses.origin.\(one.origin.rawValue)")),
                .init(one.madeAt.map { word.words.moment($0) } ?? ""), .init(String(one.course.questions.count)),
                .init(one.countsFrom == one.number && one.number > 1 ? word("courses.renewed") : ""),
            ])
        }
        return PageSection(
            "versions", word("courses.versions"),
            table: TableView(
                word("courses.versions"),
                columns: ["version", "origin", "when", "questions", "renews"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "clock-history", sentence: word("courses.not_used")), isFolded: true)
    }

    var retiring: PageSection {
        PageSection(
            "retirement", word("courses.retire"), lead: word("courses.retire_lead"),
            form: FormView(
                action: "/training/courses/\(course.code)/retirement", fields: [], submit: word("courses.retire"),
                icon: "archive", isWeighty: true), isFolded: true)
    }
}

/// A quiz on paper (纸质试卷).
struct QuizSheet: Page {
    static let template = "training/quiz"

    struct Line: Sendable {
        let question: String
        let choices: [String]
    }

    let title: String
    let note: String
    let name: String
    let score: String
    let questions: [Line]

    init(_ version: CourseVersion, _ word: TrainingWords) {
        title = word.name(version.course)
        note = word(
            "quiz.sheet_note",
            [
                "version": .number(version.number), "needed": .number(version.course.rightNeeded),
                "n": .number(version.course.questions.count),
            ])
        name = word("quiz.sheet_name")
        score = word("quiz.sheet_score")
        let letters = ["A", "B", "C", "D", "E", "F"]
        let language = word.words.language
        // The same paper for everybody, but the right answer not always first.
        questions = QuizPaper(version.course, seed: "\(version.course.code).\(version.number)").items.enumerated().map {
            place, item in
            Line(
                question: word(
                    "quiz.question",
                    ["n": .number(place + 1), "text": .text(item.question.ask.text(language))]),
                choices: zip(letters, item.choices).map { "☐ \($0). \($1.text(language))" })
        }
    }
}
