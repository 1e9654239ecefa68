import Casework
import Kernel
import Platform
import Web

/// `GET /actions/:action`: what it is, whose, by when, what was done, and what comes next (措施页).
struct ActionPage: Sendable {
    let action: ImprovementAction
    let word: ActionWords
    let forms: ActionForms
    /// The moves lawful for the reader now.
    let moves: [ActionMove]
    let files: [Attachment]
    /// Whether the reader may open the case it comes from.
    let mayOpenSource: Bool
    /// Whether the reader may make a lesson of it.
    let maySend: Bool
    let visit: Visit
    /// The move whose form was refused, with what was wrong.
    let refused: ActionMove?
    let faults: [String: Message]

    static func noun(_ move: ActionMove) -> String {
        switch move {
        case .plan: "plan"
        case .assign: "assignment"
        case .complete: "completion"
        case .verify: "verification"
        case .giveBack: "return"
        case .check: "effect"
        case .cancel: "cancellation"
        case .link: "link"
        }
    }

    private var address: String { "/actions/\(action.id)" }

    var page: RecordPage {
        RecordPage(
            action.title, breadcrumb: Breadcrumb([("/actions", word("title"))], here: action.number),
            state: word.state(action, now: visit.now), actions: sharing, [facts] + work + [plan, cause, history])
    }

    /// Where what was learnt is told to others, for those who write lessons.
    private var sharing: [ActionLink] {
        guard maySend else { return [] }
        return [
            ActionLink(
                "\(BroadcastRoutes.address)/new?from=action.\(action.id)", visit.words("quality.broadcasts.share"),
                icon: "megaphone")
        ]
    }

    private var facts: PageSection {
        var items: [DefinitionList.Item] = [
            .init(word("field.owner"), word.name(action.owner)),
            .init(word("field.unit"), word.unit(action.unit)),
            .init(word("field.due_on"), visit.words.day(action.round.dueOn)),
            .init(word("judged"), word.trigger(action)),
        ]
        if action.rounds.count > 1 { items.append(.init(word("round"), String(action.rounds.count))) }
        if let day = action.nextCheckDay(in: visit.zone) {
            items.append(.init(word("next_check"), visit.words.day(day)))
        }
        items += ([action.source] + action.linked.prefix(20)).map { source in
            .init(word("field.source"), word.source(source), address: mayOpenSource ? source.address : nil)
        }
        return PageSection("facts", notices: notices, facts: DefinitionList(items.filter { !$0.text.isEmpty }))
    }

    private var notices: [Notice] {
        var found: [Notice] = []
        if action.state == .open, action.rounds.count > 1 {
            found.append(Notice(.warning, word("reopened", ["n": .number(action.rounds.count)])))
        }
        if word.isLate(action, now: visit.now) {
            found.append(Notice(.warning, word("overdue", ["day": .day(action.round.dueOn)])))
        }
        if action.state == .open, action.round.plan.isEmpty { found.append(Notice(.info, word("no_plan"))) }
        if action.isOwn(visit.actor.staffID), action.state == .awaitingVerification {
            found.append(Notice(.info, word("others_verify")))
        }
        if action.state == .awaitingEffect, action.trigger.kind == .cases {
            found.append(Notice(.info, word("counts_itself")))
        }
        return found
    }

    /// The form of each move; the one that comes next stands open.
    private var work: [PageSection] {
        moves.map { move in
            let form = FormView(
                action: "\(address)/\(ActionPage.noun(move))",
                fields: forms.fields(move, action) + [.hidden("version", String(action.version))],
                submit: word("submit.\(move.rawValue)"), icon: move == .cancel ? "x-lg" : "check-lg",
                isWeighty: move == .cancel)
            let isNext = move == refused || (refused == nil && move == next)
            return PageSection(
                ActionPage.noun(move), word("move.\(move.rawValue)"), lead: lead(move),
                form: move == refused ? form.refused(visit.form, faults, visit.words) : form, isFolded: !isNext)
        }
    }

    /// What the action waits for: a plan, and a new one where the last did not help; then its completion, and so on.
    private var next: ActionMove? {
        let isPlanned = !action.round.plan.isEmpty && action.rounds.count == 1
        let wanted: [ActionMove] = isPlanned ? [.complete, .verify, .check] : [.plan, .verify, .check]
        return wanted.first(where: moves.contains)
    }

    private func lead(_ move: ActionMove) -> String? {
        switch move {
        case .check: word("advice.check")
        case .verify: word("advice.verify")
        case .plan, .assign, .complete, .giveBack, .cancel, .link: nil
        }
    }

    private var plan: PageSection {
        PageSection(
            "current", word("plan_heading"),
            facts: DefinitionList(
                [
                    DefinitionList.Item(word("field.plan"), action.round.plan),
                    .init(word("field.measure"), action.round.measure),
                ].filter { !$0.text.isEmpty }
                    + files.map { .init(word("field.evidence"), $0.name, address: "\(address)/files/\($0.id)") }))
    }

    private var cause: PageSection {
        let items: [(String, String)] = [
            ("field.category", action.cause.category.map { visit.words($0.message) } ?? ""),
            ("field.root", action.cause.root.map { visit.words("casework.cause.\($0.rawValue)") } ?? ""),
            ("field.cause", action.cause.words),
        ]
        return PageSection(
            "cause", word("cause_heading"),
            facts: DefinitionList(items.filter { !$0.1.isEmpty }.map { .init(word($0.0), $0.1) }))
    }

    private var history: PageSection {
        PageSection(
            "history", word("history"),
            table: TableView(
                word("history"), columns: ["when", "what", "who"].map { word("column.\($0)") },
                rows: word.timeline(action).map { entry in
                    TableView.Row([
                        .init(entry.when), .init(entry.sentence, note: entry.details.first), .init(entry.who),
                    ])
                }))
    }
}
