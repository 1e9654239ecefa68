import Kernel
import Platform
import Web

/// One's own quizzes for programs (答题接口): begun, read, handed in.
enum QuizApi {
    static func all(_ area: ProgramArea, _ training: TrainingDesk) -> [Route] {
        let own = Access.right(TrainingAction.takePart)
        return [
            area.change("/training/courses/:course/quizzes", own, "beginQuiz", creates: true) { visit, _ in
                let deed = try QuizRoutes.beginning(visit, training)
                return { Done(try deed($0).id) }
            },
            area.read("/training/quizzes/:quiz", own, "getQuiz", answer: answer) { visit, desk in
                try await show(visit, training)
            },
            area.change(
                "/training/quizzes/:quiz/answers", own, "handInQuiz",
                asks: { words in
                    (1...QuizQuestion.most).map {
                        .number(
                            "q.\($0)", words("training.api.parameter.answer", ["n": .number($0)]),
                            in: 1...QuizQuestion.wrongRange.upperBound + 1)
                    }
                }
            ) { visit, _ in
                let deed = try await QuizRoutes.handing(visit, training)
                return { Done(try deed($0).id) }
            },
        ]
    }

    private static let answer = Schema.object([
        "course": Schema.text(), "version": Schema.integer(), "handed_in": Schema.flag,
        "right": Schema.optional(Schema.integer()), "asked": Schema.integer(), "passed": Schema.optional(Schema.flag),
        "questions": Schema.list(
            Schema.object([
                "ask": Schema.text(), "choices": Schema.list(Schema.text()),
                "right": Schema.optional(Schema.integer()), "why": Schema.optional(Schema.text()),
            ])),
    ])

    /// Right answers and reasons are told once it is handed in.
    private static func show(_ visit: Visit, _ training: TrainingDesk) async throws -> JSON {
        let (actor, id) = (visit.actor, try visit.id("quiz", of: QuizSitting.self))
        try training.desk.rights.must(TrainingAction.takePart, actor)
        let (sitting, version) = try await training.desk.read { db in
            let sitting = try QuizSitting.find(id, of: actor, in: db)
            return (sitting, try sitting.version(in: db))
        }
        let isIn = sitting.handedInAt != nil
        let language = visit.language
        return [
            "course": .text(sitting.course), "version": .integer(sitting.number), "handed_in": .flag(isIn),
            "right": sitting.right.map { .integer($0) } ?? .null, "asked": .integer(sitting.asked),
            "passed": sitting.isPassed.map { .flag($0) } ?? .null,
            "questions": .list(
                QuizPaper(version.course, seed: sitting.seed).items.map { item in
                    [
                        "ask": .text(item.question.ask.text(language)),
                        "choices": .texts(item.choices.map { $0.text(language) }),
                        "right": isIn ? .integer(item.rightPlace + 1) : .null,
                        "why": isIn ? .text(item.question.why.text(language)) : .null,
                    ]
                }),
        ]
    }
}
