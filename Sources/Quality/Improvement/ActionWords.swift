import Casework
import Kernel
import Platform
import Web

/// An action in words (措施用语): its state, source, figure and history.
struct ActionWords: Sendable {
    let words: Words
    let names: [ID<Staff>: String]
    let units: [ID<OrganisationUnit>: String]

    func callAsFunction(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("quality.actions.\(key)", gaps)
    }

    func state(_ action: ImprovementAction, now: Instant) -> StateBadge {
        let word = words("quality.state.\(action.state.rawValue)")
        switch action.state {
        case .open:
            return isLate(action, now: now)
                ? StateBadge(self("late", ["state": .text(word)]), tone: .open, icon: "alarm") : StateBadge(word)
        case .awaitingVerification: return StateBadge(word)
        case .awaitingEffect: return StateBadge(word, tone: .waiting)
        case .effective, .cancelled: return StateBadge(word, tone: .done)
        }
    }

    func isLate(_ action: ImprovementAction, now: Instant) -> Bool {
        action.state == .open && action.nextAt(zone: words.zone) <= now
    }

    func name(_ staff: ID<Staff>) -> String { names[staff] ?? words("casework.told.somebody") }

    /// Who did something, from the signature.
    func who(_ signature: String) -> String {
        guard signature.hasPrefix("staff:"), let id = ID<Staff>(String(signature.dropFirst(6))) else {
            return self("by_itself")
        }
        return name(id)
    }

    func unit(_ unit: ID<OrganisationUnit>?) -> String { unit.flatMap { units[$0] } ?? "" }

    static let sources: Set<String> = [
        "case", "cause", "suggestion", "survey", "follow_up", "inspection", "mystery_visit", "drill", "meeting",
        "commitment", "review", "indicator", "duty", "register", "own",
    ]

    func source(_ source: ActionSource) -> String {
        self("source.\(ActionWords.sources.contains(source.kind) ? source.kind : "other")")
    }

    func number(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }

    /// What the effect is judged by, with where it stood.
    func trigger(_ action: ImprovementAction) -> String {
        switch action.trigger {
        case .cases(let count):
            return self(
                "judged_by.cases",
                [
                    "what": .message(count.key.message), "unit": .text(unit(count.key.unit)),
                    "before": .number(count.before), "days": .number(count.days), "allowed": .number(count.allowed),
                ])
        case .value(let measured):
            return self(
                "judged_by.value",
                [
                    "name": .text(measured.name), "before": .text(number(measured.before)),
                    "target": .text(number(measured.target)),
                ])
        case .inspection: return self("judged_by.inspection")
        }
    }

    func checked(_ check: EffectCheck) -> String {
        let gaps: [String: Message.Argument] = [
            "n": .number(check.days), "value": .text(check.value.map(number) ?? "—"),
        ]
        return self(check.isPassed ? "check.passed" : "check.failed", gaps)
    }

    /// What happened in every round, the latest first.
    func timeline(_ action: ImprovementAction) -> [TimelineEntry] {
        var entries: [TimelineEntry] = [entry(action.openedAt, action.openedBy, self("told.opened"), "", "flag")]
        for (place, round) in action.rounds.enumerated() {
            if place > 0 {
                entries.append(
                    entry(
                        round.beganAt, "system", self("told.round", ["n": .number(place + 1)]), "", "arrow-left-right"))
            }
            entries += round.returns.map { entry($0.at, $0.by, self("told.given_back"), $0.words, "reply") }
            if let done = round.completion {
                entries.append(entry(done.at, done.by, self("told.completed"), done.words, "check-lg"))
            }
            if let verified = round.verification {
                entries.append(entry(verified.at, verified.by, self("told.verified"), verified.words, "check2-all"))
            }
            entries += round.checks.map { entry($0.at, $0.by, checked($0), $0.words, "eye") }
        }
        if action.state == .cancelled, let ending = action.ending {
            entries.append(entry(ending.at, ending.by, self("told.cancelled"), ending.words, "x-lg"))
        }
        return entries.reversed()
    }

    private func entry(
        _ at: Instant, _ by: String, _ sentence: String, _ detail: String, _ icon: String
    ) -> TimelineEntry {
        TimelineEntry(
            when: words.moment(at), stamp: words.stamp(at), who: who(by), sentence: sentence,
            details: detail.isEmpty ? [] : [detail], icon: icon)
    }

    /// Every employee whose name a page of the action may have to write.
    static func mentioned(_ action: ImprovementAction) -> Set<ID<Staff>> {
        let signatures =
            [action.openedBy, action.ending?.by].compactMap { $0 }
            + action.rounds.flatMap { round in
                [round.completion?.by, round.verification?.by].compactMap { $0 } + round.returns.map(\.by)
                    + round.checks.map(\.by)
            }
        let staff = signatures.compactMap { $0.hasPrefix("staff:") ? ID<Staff>(String($0.dropFirst(6))) : nil }
        return Set(staff + action.rounds.map(\.owner))
    }
}
