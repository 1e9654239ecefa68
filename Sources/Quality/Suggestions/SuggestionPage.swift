import Casework
import Kernel
import Platform
import Web

/// A suggestion in words (建议用语).
struct SuggestionWords: Sendable {
    let words: Words

    func callAsFunction(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("quality.suggestions.\(key)", gaps)
    }

    func state(_ review: SuggestionReview) -> StateBadge {
        StateBadge(
            self("state.\(review.state.rawValue)"),
            tone: review.isOpen ? review.state == .studied ? .waiting : .open : .done)
    }

    func rate(_ rate: Rate) -> String {
        guard rate.of > 0 else { return words("quality.actions.rate_none") }
        return words(
            "quality.actions.rate",
            [
                "percent": .number(Int((Double(rate.met) * 100 / Double(rate.of)).rounded())), "met": .number(rate.met),
                "of": .number(rate.of),
            ])
    }

    /// The fields of a move's form; pages fill in the lists.
    func fields(
        _ move: SuggestionReview.Move, units: [Field.Option] = [], staff: [Field.Option] = [], answer: String = "",
        now: Instant? = nil
    ) -> [Field] {
        let limit = SuggestionReview.limit
        switch move {
        case .ask:
            return [
                .select("unit", self("field.unit"), options: units, blank: self("choose"), required: true),
                .textarea("words", self("field.question"), required: true, limit: limit, rows: 2),
            ]
        case .opine: return [.textarea("words", self("field.opinion"), required: true, limit: limit, rows: 4)]
        case .adopt:
            let day = now.map { $0.day(in: words.zone).advanced(by: ImprovementAction.usualDays) }
            return [
                .textarea(
                    "words", self("field.plan"), hint: self("plan_hint"), required: true, limit: limit, rows: 4),
                .select("unit", self("field.doing"), options: units, blank: self("none_chosen")),
                .select("owner", self("field.owner"), options: staff, blank: self("by_head")),
                .day("due_on", self("field.due_on"), value: day, required: true),
            ]
        case .decline:
            return [
                .textarea(
                    "reason", self("field.reason"), hint: self("reason_hint"), required: true, limit: limit, rows: 3)
            ]
        case .tell, .report:
            return [
                .textarea("answer", self("field.answer"), value: answer, required: true, limit: limit, rows: 4),
                .moment("happened_at", self("field.when"), value: now, zone: words.zone, required: true),
                .text("place", self("field.place"), required: true),
                .select(
                    "mode", self("field.mode"),
                    options: Field.options(of: CommunicationMode.self, "casework.mode", words), blank: self("choose"),
                    required: true),
                .checkbox("reached", self("field.reached"), hint: self("reached_hint")),
            ]
        case .answer: return []
        }
    }
}

/// `GET /suggestions/:case`: what was suggested, what the unit thinks, what was decided, and what comes next.
struct SuggestionPage: Sendable {
    let open: OpenSuggestion
    let moves: [SuggestionReview.Move]
    let names: [ID<Staff>: String]
    let unit: String?
    let units: [Field.Option]
    let staff: [Field.Option]
    let mayOpenCase: Bool
    let visit: Visit
    let refused: SuggestionReview.Move?
    let faults: [String: Message]

    private var word: SuggestionWords { SuggestionWords(words: visit.words) }
    private var review: SuggestionReview { open.review }

    var page: RecordPage {
        let number = open.subject.number.description
        return RecordPage(
            open.subject.subject, breadcrumb: Breadcrumb([("/suggestions", word("title"))], here: number),
            state: word.state(review), [text] + forms + [course])
    }

    private var text: PageSection {
        var items = [DefinitionList.Item(word("column.suggestion"), open.subject.narrative)]
        items.append(
            .init(
                word("case"), open.subject.number.description, address: mayOpenCase ? "/cases/\(open.subject.id)" : nil)
        )
        items.append(
            .init(word("column.age"), word("days", ["n": .number(review.age(on: visit.today, zone: visit.zone))])))
        if let unit { items.append(.init(word("field.unit"), unit)) }
        if let action = open.action {
            items.append(.init(word("action"), "\(action.number) \(action.title)", address: "/actions/\(action.id)"))
        }
        return PageSection("suggestion", notices: notices, facts: DefinitionList(items))
    }

    private var notices: [Notice] {
        switch review.state {
        case .adopted, .declined: [Notice(.warning, word("tell_before_closing"))]
        case .answered: [Notice(.info, word("answered_hint"))]
        case .told where review.isAdopted == true && review.reportedAt == nil: [Notice(.info, word("report_hint"))]
        case .waiting, .studied, .told: []
        }
    }

    private var forms: [PageSection] {
        moves.map { move in
            let noun = SuggestionRoutes.noun(move)
            let form = FormView(
                action: "/suggestions/\(open.subject.id)/\(noun)",
                fields: word.fields(move, units: units, staff: staff, answer: answer(move), now: visit.now),
                submit: word("submit.\(move.rawValue)"), icon: "check-lg")
            return PageSection(
                noun, word("move.\(move.rawValue)"),
                form: move == refused ? form.refused(visit.form, faults, visit.words) : form,
                isFolded: move != refused && move != moves.first)
        }
    }

    /// The words to begin the talk with.
    private func answer(_ move: SuggestionReview.Move) -> String {
        let decision: Message.Argument = .text(review.decision?.words ?? "")
        if move == .report { return word("answer.made") }
        return word(review.isAdopted == true ? "answer.adopted" : "answer.declined", ["words": decision])
    }

    private var course: PageSection {
        func row(_ note: ActionNote, _ what: String) -> (Instant, TableView.Row) {
            let staff = ID<Staff>(String(note.by.dropFirst(6))).flatMap { names[$0] }
            return (
                note.at,
                TableView.Row([
                    .init(visit.words.moment(note.at)), .init(word(what), note: note.words),
                    .init(staff ?? visit.words("quality.actions.by_itself")),
                ])
            )
        }
        var rows = review.questions.map { row($0, "told.asked") } + review.opinions.map { row($0, "told.opinion") }
        if let decision = review.decision {
            rows.append(row(decision, review.isAdopted == true ? "told.adopted" : "told.declined"))
        }
        for (at, key) in [(review.toldAt, "told.told"), (review.reportedAt, "told.reported")] {
            if let at {
                rows.append((at, TableView.Row([.init(visit.words.moment(at)), .init(word(key)), .init("")])))
            }
        }
        return PageSection(
            "course", word("course"),
            table: TableView(
                word("course"), columns: ["when", "what", "who"].map { visit.words("quality.actions.column.\($0)") },
                rows: rows.sorted { $0.0 > $1.0 }.map(\.1)))
    }
}
