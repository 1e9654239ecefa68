import Kernel
import Platform
import Web

/// The complainant's own page (我的事项, S0-6, S0-17, S4-3, S4-9): where it stands, who holds it and since when, what
/// comes next and by when, what was said, and what they can do now.
struct MyCasePage: Page {
    static let template = "casework/public-case"

    let title: String
    let number: String
    let kind: String
    let state: String
    let promise: PromiseView?
    let holder: DefinitionList
    let marks: [Notice]
    let steps: Steps
    let decision: ToldDecision?
    let isAsked: Bool
    let answer: FormView?
    let answerAgain: FormView?
    let thanks: Notice?
    let narrative: String
    let remedy: String
    let story: Timeline
    let note: FormView?
    /// The name of the browser's draft that has arrived; empty when none was just sent.
    let sentDraft: String
    let ways: [Way]
    let hasWays: Bool

    /// Something the complainant may do besides, closed until wanted.
    struct Way: Sendable {
        let title: String
        let isOpen: Bool
        let form: FormView
    }

    /// `refused` replaces the form of that address, with what was typed and its faults.
    init(_ mine: MyCase, refused: FormView? = nil, noteSent: Bool = false, words: Words) {
        let subject = mine.subject
        let forms = MyCaseForms(mine: mine, words: words, refused: refused)
        title = subject.subject
        number = subject.number.description
        kind = words("casework.public.kind.name.\(subject.kind.rawValue)")
        state = words(subject.state.publicKey)
        promise = mine.next.map { PromiseView($0, mine, words: words) }
        holder = MyCasePage.holder(mine, words)
        marks = MyCasePage.marks(mine, words)
        steps = MyCasePage.steps(mine, words)
        decision = ToldDecision(mine, words: words)
        let isAnswered = subject.confirmation.answer != nil
        answer = isAnswered ? nil : forms.answer
        answerAgain = isAnswered ? forms.answer : nil
        isAsked = answer != nil
        thanks = MyCasePage.thanks(subject, words)
        narrative = subject.narrative
        remedy = subject.desiredRemedy ?? ""
        story = MyCaseStory(mine: mine, words: words).timeline
        note = forms.note
        sentDraft = noteSent ? note?.draft ?? "" : ""
        ways = forms.ways
        hasWays = !ways.isEmpty
    }

    private static func holder(_ mine: MyCase, _ words: Words) -> DefinitionList {
        var items: [DefinitionList.Item] = []
        if mine.subject.state.isOpen {
            items.append(.init(words("casework.public.case.holder"), mine.holderName))
            items.append(.init(words("casework.public.case.since"), words.moment(mine.heldSince)))
        }
        if let handler = mine.subject.handler, mine.subject.holder.staffID != handler, let name = mine.names[handler] {
            items.append(.init(words("casework.public.case.handler"), name))
        }
        for promise in mine.promises where promise.kind != mine.next?.kind {
            items.append(
                .init(words("casework.public.promise.\(promise.kind.rawValue)"), promise.text(words)))
        }
        items.append(.init(words("casework.public.case.received"), words.moment(mine.subject.firstReceivedAt)))
        items.append(
            .init(words("casework.public.case.secrecy"), words("casework.secrecy.\(mine.subject.secrecy.rawValue)")))
        return DefinitionList(items)
    }

    private static func marks(_ mine: MyCase, _ words: Words) -> [Notice] {
        let timing = mine.subject.timing
        var marks: [Notice] = []
        if let until = timing.pausedUntil, let last = timing.pauses.last {
            let reason = Message("casework.pause_reason.\(last.pause.reason.rawValue)")
            marks.append(
                Notice(
                    .info,
                    words(
                        "casework.public.mark.paused_text", ["reason": .message(reason), "until": .instant(until)]),
                    title: words("casework.public.mark.paused")))
        }
        if let last = timing.extensions.last {
            let gaps: [String: Message.Argument] = [
                "from": .due(timing.extensions[0].dueAt), "to": .due(last.newDueAt),
                "reason": .text(last.reason),
            ]
            marks.append(
                Notice(
                    .info, words("casework.public.mark.extended_text", gaps),
                    title: words("casework.public.mark.extended")))
        }
        if let survivor = mine.survivor {
            marks.append(
                Notice(
                    .info,
                    words(
                        "casework.public.mark.merged_text",
                        ["state": .message(Message(survivor.state.publicKey)), "name": .text(mine.holderName)]),
                    title: words("casework.public.mark.merged")))
        }
        if mine.subject.isReopened { marks.append(Notice(.info, words("casework.public.mark.reopened"))) }
        return marks
    }

    private static func thanks(_ subject: Case, _ words: Words) -> Notice? {
        guard let answer = subject.confirmation.answer else { return nil }
        let key = subject.confirmation.isHeld ? "held" : answer.satisfied.rawValue
        return Notice(.good, words("casework.public.thanks.\(key)"), title: words("casework.public.thanks.title"))
    }

    private static func steps(_ mine: MyCase, _ words: Words) -> Steps {
        let (subject, times) = (mine.subject, mine.subject.milestones)
        func word(_ key: String) -> String { words("casework.public.step.\(key)") }
        let contacted = times.feedbackAt ?? times.acknowledgedAt
        let looked: Instant? = times.decisionAt
        var all: [(String, Instant?)] = [("received", times.receivedAt)]
        if subject.kind.isGraded { all += [("contacted", contacted), ("looked", looked)] }
        all += [(subject.kind.isGraded ? "told" : "answered", times.decisionAt), ("closed", times.closedAt)]
        let reached = all.prefix { $0.1 != nil }.count
        return Steps(
            all.enumerated().map { index, step in
                let isDone = index < reached
                let isCurrent = index == reached && subject.state.isOpen
                let note = step.1.flatMap { isDone && step.0 != "looked" ? words.moment($0) : nil }
                return .init(
                    word(step.0), isDone ? .done : isCurrent ? .current : .ahead,
                    note: isCurrent ? words(subject.state.publicKey) : note)
            })
    }
}
