import Duties
import Kernel
import Web

/// The form of a course (课程表单): its head in fields, its questions as lines of text.
struct CourseForm: Sendable {
    let word: TrainingWords

    func fields(_ version: CourseVersion?) -> [Field] {
        let course = version?.course
        let words = word.words
        let head: [Field] =
            version == nil
            ? [.text("code", word("courses.code"), hint: word("courses.code_hint"), required: true, limit: 40)] : []
        return head + [
            .text(
                "name", word("courses.name"), value: course?.name.chinese ?? "", required: true,
                limit: Course.nameLimit),
            .text("name_en", word("courses.name_en"), value: course?.name.english ?? "", limit: Course.nameLimit),
            .textarea(
                "about", word("courses.about"), value: course?.about.chinese ?? "", required: true,
                limit: Course.aboutLimit, rows: 3),
            .textarea(
                "about_en", word("courses.about_en"), value: course?.about.english ?? "", limit: Course.aboutLimit,
                rows: 3),
            .checkboxes(
                "tags", word("courses.tags"),
                options: CurriculumTag.allCases.map {
                    .init($0.rawValue, word("tag.\($0.rawValue)"), selected: course?.tags.contains($0) ?? false)
                }, required: true),
            .checkboxes(
                "roles", word("courses.roles"),
                options: Role.allCases.filter { $0 != .regulator }.map {
                    .init(
                        $0.rawValue, words("platform.role.\($0.rawValue)"),
                        selected: course?.roles.contains($0) ?? false)
                }, hint: word("courses.roles_hint")),
            .number(
                "validity_months", word("courses.validity"), value: course?.validityMonths ?? 12,
                in: Course.validityRange, required: true),
            .number(
                "minutes", word("courses.minutes"), value: course?.minutes ?? 60, in: Course.minutesRange,
                required: true),
            .number(
                "pass_percent", word("courses.pass"), value: course?.passPercent ?? 80, in: Course.percentRange,
                required: true),
            .textarea(
                "questions", word("courses.questions"), value: QuestionText.write(course?.questions ?? []),
                hint: word("courses.questions_hint"), limit: QuestionText.limit, rows: 18),
        ]
            + (version.map {
                [
                    .checkbox("renews", word("courses.renews"), hint: word("courses.renews_hint")),
                    .hidden("version", String($0.number)),
                ]
            } ?? [])
    }

    /// Reads the course; adds a fault for every field that does not fit, the questions' with their lines.
    func course(_ reader: inout FormReader, code: String?) throws(Problem) -> Course? {
        let code = code ?? reader.text("code", limit: 40, required: true)
        let name = bilingual("name", &reader, limit: Course.nameLimit)
        let about = bilingual("about", &reader, limit: Course.aboutLimit)
        let tags = reader.form.values("tags").compactMap(CurriculumTag.init)
        let roles = reader.form.values("roles").compactMap(Role.init)
        let months = reader.number("validity_months", in: Course.validityRange, required: true)
        let minutes = reader.number("minutes", in: Course.minutesRange, required: true)
        let percent = reader.number("pass_percent", in: Course.percentRange, required: true)
        let (questions, faults) = QuestionText.read(reader.text("questions", limit: QuestionText.limit))
        if !faults.isEmpty {
            reader.fault(
                "questions",
                Message("training.courses.fault.lines", ["faults": .list(Array(faults.prefix(6)))]))
        }
        guard let months, let minutes, let percent else { return nil }
        do {
            return try Course(
                code: code, name: name, about: about, tags: tags, roles: roles, validityMonths: months,
                minutes: minutes, passPercent: percent, questions: questions
            ).checked()
        } catch .invalid(let faults) {
            for (field, message) in faults { reader.fault(field, message) }
            return nil
        }
    }

    /// A house that writes no English shows the Chinese to everybody.
    private func bilingual(_ name: String, _ reader: inout FormReader, limit: Int) -> BilingualText {
        let chinese = reader.text(name, limit: limit, required: true)
        let english = reader.text("\(name)_en", limit: limit)
        return BilingualText(chinese: chinese, english: english.isEmpty ? chinese : english)
    }
}
