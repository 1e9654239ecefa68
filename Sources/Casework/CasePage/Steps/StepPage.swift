import HTTPTypes
import Kernel
import Platform
import Web

/// A step form as it is shown: what will happen, what to look at before, the questions.
struct StepPage: Page {
    static let template = "casework/step"

    let title: String
    let breadcrumb: Breadcrumb
    /// What the step will do, said before it is done.
    let what: String
    let number: String
    let subject: String
    let level: LevelBadge?
    let state: StateBadge
    /// Why the step cannot be taken now, or who came between.
    let refusal: Notice?
    /// That the step puts two tasks in one hand, said before it is taken (reading 25).
    let waiver: Notice?
    let form: FormView?
    let version: String
    let facts: [StepFact]
    let hasFacts: Bool
    let canAddLines: Bool
    let back: ActionLink
    let status: HTTPResponse.Status
    let live: CaseLive
    let draft: DraftOffer
    /// What others did since the draft was begun.
    let changes: StepFact?

    init(_ form: StepForm, _ ask: StepAsk, typed: FormData?, problem: Problem?, draft: StepDraft) {
        let (words, subject) = (ask.words, ask.subject)
        title = words(form.action.key)
        number = subject.number.description
        self.subject = subject.subject
        breadcrumb = Breadcrumb([(ask.open.address, number)], here: title)
        what = words("casework.step.\(form.noun).what")
        level = subject.levelBadge(words)
        state = subject.stateBadge(words)
        version = String(subject.version)
        facts = StepFact.list(for: form.action, ask)
        hasFacts = !facts.isEmpty
        back = ActionLink(ask.open.address, words("casework.case_page.back"), icon: "arrow-left")
        canAddLines = form.hasLines
        let barred = StepPage.barrier(form, ask)
        refusal = (problem.flatMap(StepPage.sentence) ?? barred).map { Notice(.warning, words($0)) }
        waiver = WaiverWords(words: words).before(ask.open.waived[form.action] ?? [])
        let filled = typed ?? draft.restored?.fields
        self.form = barred == nil || typed != nil ? StepPage.view(form, ask, typed: filled, problem: problem) : nil
        live = CaseLive(subject)
        changes =
            ask.changedSince.isEmpty
            ? nil : StepFact(title: words("casework.draft_changes.title"), lines: ask.changedSince)
        self.draft = DraftOffer(
            form: draft.form, key: draft.key, earlier: typed == nil && self.form != nil ? draft.offered : nil,
            isRestored: draft.restored != nil, words)
        status = StepPage.status(problem ?? barred.map { .conflict($0) })
    }

    /// The sentence of the table of transitions when the step is not lawful for the reader now.
    private static func barrier(_ form: StepForm, _ ask: StepAsk) -> Message? {
        do throws(Problem) {
            _ = try ask.subject.lawfulTransition(
                of: form.action, by: ask.open.actor, at: ask.now, waiving: ask.open.waived[form.action] ?? [])
            return nil
        } catch { return sentence(error) }
    }

    private static func sentence(_ problem: Problem) -> Message? {
        switch problem {
        case .conflict(let message), .forbidden(let message), .unavailable(let message): message
        case .invalid, .notFound, .signedOut, .tooMany: nil
        }
    }

    private static func status(_ problem: Problem?) -> HTTPResponse.Status {
        switch problem {
        case nil: .ok
        case .invalid: .unprocessableContent
        case .forbidden: .forbidden
        case .conflict, .notFound, .signedOut, .tooMany, .unavailable: .conflict
        }
    }

    private static func view(
        _ form: StepForm, _ ask: StepAsk, typed: FormData?, problem: Problem?
    ) -> FormView {
        let view = FormView(
            action: "\(ask.open.address)/\(form.noun)", fields: form.fields(ask),
            submit: ask.words(form.action.key), icon: CaseIcons.icon(of: form.action),
            cancel: ActionLink(ask.open.address, ask.words("web.form.cancel")), isWeighty: form.isWeighty)
        guard let typed else { return view }
        var faults: [String: Message] = [:]
        if case .invalid(let found) = problem { faults = found }
        return view.refused(typed, faults, ask.words)
    }
}

/// Something to look at before a step is taken: the suggestion, the proposal, what the page will say.
struct StepFact: Sendable {
    let title: String
    let lines: [String]

    static func list(for action: CaseAction, _ ask: StepAsk) -> [StepFact] {
        let (words, subject) = (ask.words, ask.subject)
        func fact(_ key: String, _ lines: [String]) -> [StepFact] {
            lines.isEmpty ? [] : [StepFact(title: words("casework.case_page.\(key)"), lines: lines)]
        }
        switch action {
        case .confirmLevel, .upgrade, .downgrade:
            guard let suggestion = subject.level.suggestion else { return [] }
            return fact("suggestion", [words(suggestion.level.message)] + suggestion.reasons.map { words($0) })
        case .acknowledge, .giveFeedback, .settle, .assign, .arbitrate, .accept, .giveBack, .recordInvestigation,
            .makeSafe, .addAllegation, .classify, .convert, .decline, .withdraw, .split:
            return fact("story", [subject.narrative])
                + fact("desired", [subject.desiredRemedy].compactMap { $0 })
        case .merge: return ask.preview + fact("story", [subject.narrative])
        case .correct:
            return ask.correctable.map {
                StepFact(
                    title: words("casework.correctable.\($0.rawValue)"),
                    lines: [subject.written($0)].filter { !$0.isEmpty })
            }.filter { !$0.lines.isEmpty }
        case .approveLimit, .reviewLimit:
            guard let limit = subject.currentLimit else { return [] }
            let view = LimitView(
                SeenLimit(subject: subject, limit: limit), today: ask.now.day(in: ask.zone), words)
            return [StepFact(title: view.rules, lines: [view.what, view.why, view.span, view.review])]
        case .recordFinding: return fact("investigated", subject.handling.evidence.map(\.summary))
        case .propose:
            return fact("findings", findings(ask)) + fact("desired", [subject.desiredRemedy].compactMap { $0 })
        case .approve, .reject: return proposal(ask)
        case .writeLetter, .communicateDecision: return proposal(ask) + letter(ask)
        case .recordAnswer, .confirmSecond: return letter(ask) + actions(ask)
        case .releaseAnswer, .agreeUnsatisfied: return fact("last_answer", answer(ask)) + letter(ask)
        case .completeAction: return actions(ask)
        case .reopen, .requestReview:
            return fact("closing_summary", [subject.closing?.summary].compactMap { $0 }) + letter(ask)
        case .close: return fact("will_say", [words(subject.closingWords)]) + actions(ask)
        case .concludeReview, .appointReviewer:
            return fact("review_reason", [subject.handling.review?.reason].compactMap { $0 }) + letter(ask)
        case .register, .suggestLevel, .standIn, .endStandIn, .addCoHandler, .reportPart, .waivePart, .addTask,
            .completeTask, .dropTask, .recordCommunication, .disputeOutside, .endDispute, .unmerge, .extend, .pause,
            .resume, .escalate, .addNote, .addAttachment, .reissuePIN, .absorb, .letGo, .link, .unlink, .reportBack,
            .proposeLimit, .supervise, .answerSupervision, .acceptSupervision, .returnSupervision, .declareEmergency,
            .decideInEmergency, .reportEmergency, .correctAbout, .proposeAccount, .hearAccount, .decideAccount,
            .writeOwnLetter, .tellOwn, .noteTold, .payRemedy, .reversePayment, .startRecovery, .tickRecovery,
            .rateRecovery, .openReport, .makeReport, .waiveReport, .read, .readRestricted, .readIdentity,
            .readAccountability:
            return []
        }
    }

    private static func proposal(_ ask: StepAsk) -> [StepFact] {
        guard let proposal = ask.subject.decision.proposal else { return [] }
        let names = Dictionary(ask.staff.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let lines = FactSentence(words: ask.words, names: names, units: [:]).details(.proposal(proposal))
        return [StepFact(title: ask.words("casework.case_page.proposal"), lines: lines)]
    }

    private static func findings(_ ask: StepAsk) -> [String] {
        ask.subject.allegations.compactMap { point in
            point.finding.map {
                let reasons = point.reasons.map { " — \($0)" } ?? ""
                return "\(point.number). \(ask.words("casework.finding.\($0.rawValue)"))\(reasons)"
            }
        }
    }

    /// What the complainant last answered: satisfied or not, the ratings, their own words.
    private static func answer(_ ask: StepAsk) -> [String] {
        guard let answer = ask.subject.confirmation.answer else { return [] }
        var lines = [ask.words("casework.satisfaction.\(answer.satisfied.rawValue)")]
        if answer.result > 0 {
            lines.append(
                ask.words(
                    "casework.told.ratings",
                    [
                        "respect": .number(answer.respect), "process": .number(answer.process),
                        "result": .number(answer.result),
                    ]))
        }
        if !answer.understood { lines.append(ask.words("casework.told.not_understood")) }
        return lines + [answer.words].compactMap { $0 }
    }

    private static func letter(_ ask: StepAsk) -> [StepFact] {
        guard let letter = ask.subject.decision.letter else { return [] }
        return [
            StepFact(
                title: ask.words("casework.case_page.letter"),
                lines: letter.points.map {
                    "\($0.allegation). \(ask.words("casework.finding.\($0.finding.rawValue)")) — \($0.reasons)"
                })
        ]
    }

    private static func actions(_ ask: StepAsk) -> [StepFact] {
        let actions = ask.subject.decision.actions
        guard !actions.isEmpty else { return [] }
        return [
            StepFact(
                title: ask.words("casework.case_page.promised_actions"),
                lines: actions.map {
                    let state = ask.words("casework.case_page.\($0.doneAt == nil ? "not_done" : "done")")
                    let day = ask.words("casework.case_page.due_on", ["day": .day($0.dueOn)])
                    return "\($0.text) · \(day) · \(state)" + ($0.evidence.map { " · \($0)" } ?? "")
                })
        ]
    }
}

extension Case {
    /// What the page will say of a case that is closed now.
    var closingWords: Message {
        isSatisfied
            ? Message(
                "casework.disposition.\(kind.isGraded ? (satisfaction == .partly ? "partly_satisfied" : "satisfied") : "nothing_to_do")"
            ) : Message("casework.mark.unresolved")
    }
}
