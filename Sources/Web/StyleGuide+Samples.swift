import Kernel

/// The sample data of the style guide: the case of the cold soup.
struct Guide {
    let words: Words
    let now: Instant

    var due: Instant { now.advanced(byHours: 31) }

    var levels: [LevelBadge] {
        ["one", "two", "three", "four"].enumerated()
            .map { LevelBadge(number: $0.offset + 1, word: words("web.guide.level.\($0.element)")) }
    }

    var states: [StateBadge] {
        [
            StateBadge(words("web.guide.state.open"), icon: "search"),
            StateBadge(words("web.guide.state.waiting"), tone: .waiting, icon: "hourglass-split"),
            StateBadge(words("web.guide.state.done"), tone: .done, icon: "check2-all"),
        ]
    }

    func clock(
        _ state: ClockView.State, _ label: String, _ remaining: String, minutes: Int, percent: Int,
        provisional: Bool = false, extended: Bool = false
    ) -> ClockView {
        let due = now.advanced(byMinutes: minutes)
        return ClockView(
            label: words("web.guide.clock.\(label)"), state: state,
            stateWord: words("web.guide.clock.\(state.rawValue)"),
            dueText: words.moment(due), dueStamp: words.stamp(due),
            remainingText: words("web.guide.clock.\(remaining)"),
            explanation: ["received", "rest", "due"].map { words("web.guide.clock.why_\($0)") }, percent: percent,
            provisional: provisional ? words("web.guide.clock.provisional") : nil,
            originalDue: extended ? words.moment(due.advanced(byHours: -72)) : nil)
    }

    var clocks: [ClockView] {
        [
            clock(.running, "feedback", "left_long", minutes: 1860, percent: 35),
            clock(.soon, "decision", "left_short", minutes: 130, percent: 88, extended: true),
            clock(.late, "feedback", "over", minutes: -300, percent: 100),
            clock(.paused, "decision", "stopped", minutes: 4320, percent: 52, provisional: true),
            clock(.met, "feedback", "done", minutes: 360, percent: 80),
        ]
    }

    var steps: Steps {
        Steps([
            .init(words("web.guide.step.received"), .done, note: words("web.guide.when.first")),
            .init(words("web.guide.step.assigned"), .done, note: words("web.guide.when.second")),
            .init(words("web.guide.step.looking"), .current, note: words("web.guide.step_note")),
            .init(words("web.guide.step.answer"), .ahead), .init(words("web.guide.step.close"), .ahead),
        ])
    }

    func form(draft: String?) -> FormView {
        func word(_ key: String) -> String { words("web.guide.field.\(key)") }
        return FormView(
            action: "#",
            fields: [
                .textarea("story", word("story"), hint: word("story_hint"), required: true, limit: 400),
                .radio(
                    "whom", word("whom"),
                    options: [
                        .init("self", word("self")), .init("family", word("family"), hint: word("family_hint")),
                        .init("other", word("other")),
                    ], required: true),
                .text("name", word("name"), hint: word("name_hint"), autocomplete: "name").width(.medium),
                .text("phone", word("phone"), limit: 20, type: .tel, autocomplete: "tel").width(.short),
                .select(
                    "area", word("area"), options: [.init("DIN", word("food")), .init("CAR", word("care"))],
                    blank: word("choose")
                ).width(.medium),
                .day("day", word("day")), .moment("moment", word("moment"), zone: words.zone),
                .number("times", word("times"), in: 1...99),
                .checkboxes(
                    "reach", word("reach"),
                    options: [.init("phone", word("phone_way"), selected: true), .init("letter", word("letter_way"))]),
                .file("files", word("files"), accept: "image/*,.pdf", multiple: true, hint: word("files_hint")),
                .password(
                    "pin", word("pin"), hint: word("pin_hint"), autocomplete: "off", inputmode: "numeric", limit: 19),
                .checkbox("consent", word("consent"), checked: true, required: true),
                .hidden("case", "C-2026-000123"),
            ],
            submit: words("web.guide.submit"), icon: "send", cancel: ActionLink("#", words("web.form.cancel")),
            draft: draft)
    }

    var form: FormView { form(draft: "style-guide") }

    /// Only the fields of the first screen, sent back.
    var refusedForm: FormView {
        func word(_ key: String) -> String { words("web.guide.field.\(key)") }
        let form = FormView(
            action: "#",
            fields: [
                .text("caller", word("name"), required: true, autocomplete: "name"),
                .radio(
                    "teller", word("whom"), options: [.init("own", word("self")), .init("kin", word("family"))],
                    required: true),
                .textarea("event", word("story"), hint: word("story_hint"), required: true, limit: 10),
            ], submit: words("web.guide.submit"), isWeighty: true)
        let typed = FormData(["event": words("web.guide.field.story_value")])
        return form.refused(
            typed,
            [
                "caller": Message("web.form.required"), "teller": Message("web.form.choose"),
                "event": Message("web.form.too_long", ["n": 9, "limit": 10]), "csrf": Message("web.csrf.stale"),
            ], words)
    }

    var timeline: Timeline {
        func entry(_ when: String, _ who: String, _ what: String, _ icon: String, hours: Int) -> TimelineEntry {
            TimelineEntry(
                when: words("web.guide.when.\(when)"), stamp: words.stamp(due.advanced(byHours: hours)),
                who: words("web.guide.person.\(who)"), sentence: words("web.guide.timeline.\(what)"),
                details: what == "note" ? [words("web.guide.timeline.quote")] : [], icon: icon,
                isInternal: what == "note")
        }
        return Timeline([
            entry("fourth", "second", "answered", "telephone", hours: -1),
            entry("third", "second", "note", "pencil", hours: -24),
            entry("second", "first", "assigned", "person-check", hours: -26),
            entry("first", "third", "received", "inbox", hours: -36),
        ])
    }

    var figures: [Figure] {
        [
            Figure(words("web.guide.figure.open"), "27", note: words("web.guide.figure.note"), address: "#lists"),
            Figure(words("web.guide.figure.soon"), "3", address: "#lists"),
            Figure(words("web.guide.figure.late"), "1", address: "#lists", isLate: true),
            Figure(words("web.guide.figure.satisfied"), "94.2%", note: words("web.guide.figure.all")),
        ]
    }

    var rows: [StyleGuidePage.Row] {
        zip(["night", "hearing", "soup", "ramp"], clocks).enumerated().map { index, pair in
            StyleGuidePage.Row(
                number: "C-2026-00012\(index)", subject: words("web.guide.row.\(pair.0)"), level: levels[index],
                state: states[index % 3], holder: words("web.guide.person.\(index % 2 == 0 ? "first" : "second")"),
                clock: pair.1)
        }
    }

    var facts: DefinitionList {
        DefinitionList([
            .init(words("web.guide.fact.elder"), words("web.guide.person.third"), address: "#lists"),
            .init(words("web.guide.fact.room"), "3-217"),
            .init(words("web.guide.fact.channel"), words("web.guide.fact.web")),
            .init(words("web.guide.fact.receiver"), words("web.guide.person.first")),
            .init(words("web.guide.fact.contract"), "HT-0231", isConfidential: true),
        ])
    }
}
