import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Taking a quiz for oneself (在线答题): begun from the page of its course, handed in once, then told with reasons.
enum QuizRoutes {
    static func all(_ training: TrainingDesk) -> [Route] {
        let own = Access.right(TrainingAction.takePart)
        let begin = PageForms(
            training.desk, home: { "/training/courses/\($0.parameters.get("course") ?? "")" }
        ) { try await CourseRoutes.show($0, training, faults: $1) }
        let quiz = PageForms(
            training.desk, home: { "/training/quizzes/\(try $0.id("quiz", of: QuizSitting.self))" }
        ) { try await show($0, training, faults: $1) }
        return [
            begin.post(
                "/training/courses/:course/quizzes", own, saying: "training.quiz.begun",
                to: { "/training/quizzes/\($1.id)" }
            ) { visit, desk in try beginning(visit, training) },
            .get("/training/quizzes/:quiz", own) { visit in try await show(visit, training) },
            quiz.post("/training/quizzes/:quiz/answers", own, saying: "training.quiz.handed_in") { visit, _ in
                try await handing(visit, training)
            },
        ]
    }

    static func beginning(_ visit: Visit, _ training: TrainingDesk) throws -> Deed<QuizSitting> {
        let (actor, code) = (visit.actor, visit.parameters.get("course") ?? "")
        try training.desk.rights.must(TrainingAction.takePart, actor)
        return { db in try QuizSitting.begin(code, by: actor, at: training, in: db) }
    }

    static func field(_ place: Int) -> String { "q.\(place + 1)" }

    /// The questions as fields, in the order of the paper.
    static func fields(_ paper: QuizPaper, _ word: TrainingWords) -> [Field] {
        paper.items.enumerated().map { place, item in
            .radio(
                field(place),
                word(
                    "quiz.question",
                    ["n": .number(place + 1), "text": .text(item.question.ask.text(word.words.language))]),
                options: item.choices.enumerated().map { choice, text in
                    .init(String(choice + 1), text.text(word.words.language))
                }, required: true)
        }
    }

    /// Reads an answer to each question. Throws `Problem.invalid` for those without one.
    static func handing(_ visit: Visit, _ training: TrainingDesk) async throws -> Deed<QuizSitting> {
        let (actor, id) = (visit.actor, try visit.id("quiz", of: QuizSitting.self))
        try training.desk.rights.must(TrainingAction.takePart, actor)
        let (sitting, version) = try await training.desk.read { db in
            let sitting = try QuizSitting.find(id, of: actor, in: db)
            return (sitting, try sitting.version(in: db))
        }
        // Handing in again what is in already needs no answers: it leads to the result.
        if sitting.handedInAt != nil { return { _ in sitting } }
        let paper = QuizPaper(version.course, seed: sitting.seed)
        var reader = FormReader(visit.form)
        let answers = paper.items.enumerated().map { place, item in
            let name = field(place)
            guard !reader.form.value(name).isEmpty else {
                reader.fault(name, Message("training.quiz.fault.unanswered"))
                return 0
            }
            return (reader.number(name, in: 1...item.choices.count) ?? 1) - 1
        }
        try reader.finish()
        return { db in
            try QuizSitting.find(id, of: actor, in: db).handIn(answers, by: actor, at: training, in: db)
        }
    }

    private static func show(
        _ visit: Visit, _ training: TrainingDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (actor, id) = (visit.actor, try visit.id("quiz", of: QuizSitting.self))
        try training.desk.rights.must(TrainingAction.takePart, actor)
        let (sitting, version, answers, current, tries) = try await training.desk.read { db in
            let sitting = try QuizSitting.find(id, of: actor, in: db)
            return (
                sitting, try sitting.version(in: db), try sitting.answers(at: training.desk, in: db),
                try training.shelf.current(sitting.course, of: actor.organisationID, on: visit.today, in: db),
                try QuizSitting.tries(
                    sitting.course, by: sitting.staffID, of: actor.organisationID, on: visit.today, in: db)
            )
        }
        let word = TrainingWords(words: visit.words)
        let paper = QuizPaper(version.course, seed: sitting.seed)
        let name = word.name(version.course)
        let sections =
            sitting.handedInAt == nil
            ? [open(sitting, paper, version, word, visit, faults)]
            : result(
                sitting, paper, answers, current, left: max(training.shelf.rules.triesADay - tries, 0), word)
        return try visit.page(
            RecordPage(
                word("quiz.title", ["name": .text(name)]),
                breadcrumb: Breadcrumb(
                    [("/training", word("title")), ("/training/courses/\(sitting.course)", name)],
                    here: word("quiz.here")),
                lead: sitting.handedInAt == nil
                    ? word(
                        "quiz.lead",
                        ["n": .number(sitting.asked), "needed": .number(version.course.rightNeeded)]) : nil,
                sections), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func open(
        _ sitting: QuizSitting, _ paper: QuizPaper, _ version: CourseVersion, _ word: TrainingWords, _ visit: Visit,
        _ faults: [String: Message]
    ) -> PageSection {
        let form = FormView(
            action: "/training/quizzes/\(sitting.id)/answers", fields: fields(paper, word),
            submit: word("quiz.hand_in"), icon: "check-lg", cancel: ActionLink("/training", word("quiz.later")))
        return PageSection("quiz", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))
    }

    private static func result(
        _ sitting: QuizSitting, _ paper: QuizPaper, _ answers: [Int]?, _ current: CourseVersion, left: Int,
        _ word: TrainingWords
    ) -> [PageSection] {
        let (right, isPassed) = (sitting.right ?? 0, sitting.isPassed ?? false)
        let score: [String: Message.Argument] = ["right": .number(right), "asked": .number(sitting.asked)]
        var notices = [Notice(isPassed ? .good : .warning, word(isPassed ? "quiz.passed" : "quiz.failed", score))]
        if isPassed, sitting.number < current.countsFrom {
            notices.append(Notice(.warning, word("quiz.changed_meanwhile")))
        }
        if isPassed, current.isRetired { notices.append(Notice(.info, word("quiz.retired_meanwhile"))) }
        let mayTry = !isPassed && !current.isRetired
        if mayTry { notices.append(Notice(.info, word("quiz.left", ["n": .number(left)]))) }
        let again = FormView(
            action: "/training/courses/\(sitting.course)/quizzes", fields: [], submit: word("quiz.again"),
            icon: "arrow-repeat")
        let language = word.words.language
        let rows = paper.items.enumerated().map { place, item in
            let given = answers.flatMap { $0.indices.contains(place) ? $0[place] : nil }
            let isRight = given == item.rightPlace
            return TableView.Row([
                .init(
                    word(
                        "quiz.question",
                        ["n": .number(place + 1), "text": .text(item.question.ask.text(language))]),
                    state: given == nil
                        ? nil
                        : StateBadge(
                            word(isRight ? "quiz.right" : "quiz.wrong"), tone: isRight ? .done : .open,
                            icon: isRight ? "check-circle" : "x-circle")),
                .init(
                    given.flatMap { item.choices.indices.contains($0) ? item.choices[$0].text(language) : nil } ?? ""),
                .init(item.question.right.text(language)), .init(item.question.why.text(language)),
            ])
        }
        return [
            PageSection("result", notices: notices, form: mayTry && left > 0 ? again : nil),
            PageSection(
                "answers", word("quiz.answers"),
                table: TableView(
                    word("quiz.answers"),
                    columns: ["question", "given", "right", "why"].map { word("column.\($0)") }, rows: rows)),
        ]
    }
}
