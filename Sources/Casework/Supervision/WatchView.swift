import Kernel
import Platform
import Web

/// What is watched in a case, on its page (督办、紧急处置、并案告知、问责).
struct WatchView: Sendable {
    let notes: [TeamView.Item]
    let hasNotes: Bool
    let emergencies: [TeamView.Item]
    let hasEmergencies: Bool
    let accounts: [TeamView.Item]
    let hasAccounts: Bool
    let others: [TeamView.Item]
    let hasOthers: Bool
    let abouts: [String]
    let hasAbouts: Bool
    /// The letter to the complainant of this case, which was merged.
    let ownLetter: String?

    /// `nil` where there is nothing of the kind the reader may see.
    init?(_ contents: CaseContents, _ words: Words) {
        let open = contents.open
        let watch = open.subject.watch
        let writer = WatchWriter(contents: contents, words: words)
        notes = watch.notes.map(writer.note)
        emergencies = watch.emergencies.map(writer.emergency)
        accounts = open.allows(.readAccountability) ? watch.accounts.map(writer.account) : []
        others = open.subject.identity.absorbed.filter { $0.isOtherPerson == true }.map(writer.other)
        abouts = watch.attributions.map(writer.about)
        ownLetter =
            watch.owesOwnAnswer && open.subject.decision.letter != nil ? "\(open.address)/letter" : nil
        hasNotes = !notes.isEmpty
        hasEmergencies = !emergencies.isEmpty
        hasAccounts = !accounts.isEmpty
        hasOthers = !others.isEmpty
        hasAbouts = !abouts.isEmpty
        guard hasNotes || hasEmergencies || hasAccounts || hasOthers || hasAbouts || ownLetter != nil else {
            return nil
        }
    }
}

/// Words the parts of the card.
private struct WatchWriter {
    let contents: CaseContents
    let words: Words

    private var open: OpenCase { contents.open }
    private var sentence: FactSentence { FactSentence(words: words, names: contents.names, units: contents.units) }

    private func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("casework.watch.\(key)", gaps)
    }

    private func link(_ action: CaseAction, _ number: Int, when isOffered: Bool) -> ActionLink? {
        guard isOffered, open.lawful.contains(action), let form = StepForms.form(of: action) else { return nil }
        return ActionLink("\(open.address)/\(form.noun)?point=\(number)", words(action.key))
    }

    func note(_ note: SupervisionNote) -> TeamView.Item {
        let lines = [
            note.sentBack.map {
                word("sent_back", ["answer": .text($0.answer), "reason": .text($0.reason)])
            },
            note.answer.map { word("answered", ["text": .text($0)]) },
            note.remark.map { word("remark", ["text": .text($0)]) },
        ].compactMap { $0 }
        let state: StateBadge =
            note.acceptedAt != nil
            ? StateBadge(word("accepted"), tone: .done, icon: "check-circle")
            : note.awaitsAcceptance
                ? StateBadge(word("awaits_judgement"), tone: .waiting, icon: "hourglass-split")
                : note.isOpen
                    ? StateBadge(word("awaits_answer"), tone: .open, icon: "hourglass-split")
                    : StateBadge(word("ended"), tone: .done)
        return TeamView.Item(
            text: note.wanted,
            note: word(
                "note_note",
                [
                    "who": .text(sentence.who(note.issuedBy)), "to": .text(sentence.name(note.to)),
                    "issued": .instant(note.issuedAt), "at": .due(note.dueAt),
                ]), state: state, result: lines.isEmpty ? nil : lines.joined(separator: "\n"),
            isLate: note.awaitsAnswer && note.dueAt < open.now,
            action: link(.answerSupervision, note.number, when: note.awaitsAnswer)
                ?? link(.acceptSupervision, note.number, when: note.awaitsAcceptance),
            ending: link(.returnSupervision, note.number, when: note.awaitsAcceptance && note.sentBack == nil))
    }

    func emergency(_ emergency: Emergency) -> TeamView.Item {
        var lines = emergency.acts.map { act in
            word("act", ["at": .instant(act.at), "who": .text(sentence.who(act.by)), "text": .text(act.decided)])
        }
        if let report = emergency.report {
            lines.append(
                word(
                    "report",
                    [
                        "at": .instant(report.at), "who": .text(sentence.who(report.by)),
                        "text": .text(report.done), "why": .text(report.why),
                    ]))
        }
        let names = emergency.members.sorted().map(sentence.name)
        let isOpen = emergency.report == nil
        return TeamView.Item(
            text: emergency.situation,
            note: word(
                "emergency_note",
                [
                    "who": .text(sentence.who(emergency.declaredBy)), "since": .instant(emergency.declaredAt),
                    "names": .text(names.joined(separator: words("web.format.list_separator"))),
                    "at": .due(emergency.reportDueAt),
                ]),
            state: isOpen
                ? StateBadge(word("emergency_runs"), tone: .open, icon: "exclamation-triangle")
                : StateBadge(word("emergency_over"), tone: .done, icon: "check-circle"),
            result: lines.isEmpty ? nil : lines.joined(separator: "\n"),
            isLate: isOpen && emergency.reportDueAt < open.now,
            action: link(.decideInEmergency, emergency.number, when: isOpen),
            ending: link(.reportEmergency, emergency.number, when: isOpen))
    }

    func account(_ account: Accountability) -> TeamView.Item {
        let view = AccountView(account, words: words)
        return TeamView.Item(
            text: words(
                "casework.account.line",
                [
                    "staff": .text(sentence.name(account.person)),
                    "reason": .message(Message("casework.account_reason.\(account.reason.rawValue)")),
                ]),
            note: words(
                "casework.account.proposed",
                ["who": .text(sentence.who(account.proposedBy)), "at": .instant(account.proposedAt)]),
            state: view.state, result: view.lines.joined(separator: "\n"), isLate: false,
            action: link(.hearAccount, account.number, when: account.isOpen && account.hearing == nil)
                ?? link(.decideAccount, account.number, when: account.isOpen && account.hearing != nil),
            ending: nil)
    }

    func other(_ absorbed: Absorption) -> TeamView.Item {
        TeamView.Item(
            text: word("other", ["number": .text(absorbed.number.description)]),
            note: absorbed.toldAt.map { word("other_told", ["at": .instant($0)]) } ?? word("other_waits"),
            state: absorbed.toldAt == nil
                ? StateBadge(word("not_told"), tone: .open, icon: "hourglass-split")
                : StateBadge(word("told"), tone: .done, icon: "check-circle"), result: nil, isLate: false,
            action: ActionLink("/cases/\(absorbed.of)", absorbed.number.description), ending: nil)
    }

    func about(_ logged: LoggedAttribution) -> String {
        let before =
            logged.before.staff.sorted().map(sentence.name)
            + logged.before.units.sorted().compactMap {
                contents.units[$0]
            }
        return word(
            "about",
            [
                "at": .instant(logged.at), "who": .text(sentence.who(logged.by)),
                "names": .text(
                    before.isEmpty
                        ? words("casework.case_page.nobody")
                        : before.joined(separator: words("web.format.list_separator"))),
                "reason": .text(logged.attribution.reason),
            ])
    }
}
