import Kernel
import Platform
import Web

/// Who works together on a case (协同办理): stand-ins, parts, sub-tasks, and what hand-overs cost.
struct TeamView: Sendable {
    /// One part or sub-task.
    struct Item: Sendable {
        let text: String
        let note: String
        let state: StateBadge
        let result: String?
        let isLate: Bool
        /// Where the reader reports it.
        let action: ActionLink?
        /// Where the reader waives or drops it.
        let ending: ActionLink?
    }

    let standIns: [String]
    let hasStandIns: Bool
    let parts: [Item]
    let hasParts: Bool
    let tasks: [Item]
    let hasTasks: Bool
    let hops: [String]
    let tallies: [String]
    let hasHops: Bool
    /// How often the case went on from its first handler (S4-4).
    let transfers: String

    /// `nil` where nothing of the kind happened.
    init?(_ contents: CaseContents, _ words: Words) {
        let open = contents.open
        let team = open.subject.teamwork
        guard team != Teamwork() else { return nil }
        let writer = TeamWriter(contents: contents, words: words)
        standIns = team.standIns.map(writer.standIn)
        hasStandIns = !standIns.isEmpty
        parts = team.parts.map(writer.part)
        hasParts = !parts.isEmpty
        tasks = team.tasks.map(writer.task)
        hasTasks = !tasks.isEmpty
        hops = team.hops.map(writer.hop)
        tallies = team.tallies(at: open.now).map { writer.tally($0) }
        hasHops = !hops.isEmpty
        transfers = words("casework.team.transfers", ["n": .number(open.subject.handling.transfers)])
    }
}

/// Words the parts of the team's card.
private struct TeamWriter {
    let contents: CaseContents
    let words: Words

    private var open: OpenCase { contents.open }

    private func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("casework.team.\(key)", gaps)
    }

    private func name(_ staff: ID<Staff>) -> String { contents.name(staff) ?? words("casework.told.somebody") }

    private func name(_ holder: Holder) -> String {
        switch holder {
        case .staff(let id): name(id)
        case .group(let id): contents.units[id] ?? ""
        }
    }

    private func unit(_ id: ID<OrganisationUnit>?) -> String {
        id.flatMap { contents.units[$0] } ?? word("no_unit")
    }

    func standIn(_ record: StandInRecord) -> String {
        word(
            "stand_in",
            ["absent": .text(name(record.absent)), "by": .text(name(record.by)), "at": .instant(record.since)])
    }

    /// The owner, and who acts for them.
    private func owner(_ staff: ID<Staff>, isOpen: Bool) -> String {
        let acting = open.subject.acting(for: staff)
        guard isOpen, acting != .staff(staff) else { return name(staff) }
        return word("owner_acting", ["owner": .text(name(staff)), "by": .text(name(acting))])
    }

    func part(_ part: Part) -> TeamView.Item {
        let result =
            part.report ?? part.waiver.map { word("waived_because", ["reason": .text($0)]) }
        let done = part.reportedAt.map { word("reported_at", ["at": .instant($0)]) }
        return TeamView.Item(
            text: part.question,
            note: word(
                "part_note",
                [
                    "unit": .text(unit(part.unit)), "owner": .text(owner(part.owner, isOpen: part.isOpen)),
                    "at": .due(part.dueAt),
                ]),
            state: state(isOpen: part.isOpen, done: done, ended: part.waiver == nil ? "ended" : "waived"),
            result: result, isLate: part.isOpen && part.dueAt < open.now,
            action: link(.reportPart, part.number, part.isOpen && isOwn(part.owner)),
            ending: link(.waivePart, part.number, part.isOpen))
    }

    func task(_ task: SubTask) -> TeamView.Item {
        let result = task.evidence ?? task.dropReason
        let done = task.doneAt.map { word("done_at", ["at": .instant($0)]) }
        return TeamView.Item(
            text: task.text,
            note: word(
                "task_note", ["owner": .text(owner(task.owner, isOpen: task.isOpen)), "at": .due(task.dueAt)]),
            state: state(isOpen: task.isOpen, done: done, ended: task.dropReason == nil ? "ended" : "dropped"),
            result: result, isLate: task.isOpen && task.dueAt < open.now,
            action: link(.completeTask, task.number, task.isOpen && isOwn(task.owner)),
            ending: link(.dropTask, task.number, task.isOpen))
    }

    private func isOwn(_ owner: ID<Staff>) -> Bool { open.subject.isActing(open.actor.staffID, for: owner) }

    private func state(isOpen: Bool, done: String?, ended: String) -> StateBadge {
        if let done { return StateBadge(done, tone: .done, icon: "check-circle") }
        return isOpen
            ? StateBadge(word("open"), tone: .open, icon: "hourglass-split") : StateBadge(word(ended), tone: .done)
    }

    private func link(_ action: CaseAction, _ number: Int, _ isOffered: Bool) -> ActionLink? {
        guard isOffered, open.lawful.contains(action), let form = StepForms.form(of: action) else { return nil }
        return ActionLink("\(open.address)/\(form.noun)?point=\(number)", words(action.key))
    }

    func hop(_ hop: Hop) -> String {
        let outcome =
            hop.outcome.map { word("outcome.\($0.rawValue)") } ?? word("outcome.waiting")
        let reason = hop.reason.map {
            word("because", ["reason": .text(words("casework.return_reason.\($0.rawValue)"))])
        }
        let until = hop.isOpen ? hop.returnableUntil.map { word("returnable", ["at": .due($0)]) } : nil
        return word(
            "hop",
            [
                "number": .number(hop.number), "at": .instant(hop.offeredAt), "unit": .text(unit(hop.unit)),
                "staff": .text(name(hop.to)), "outcome": .text(outcome), "rest": .text((reason ?? "") + (until ?? "")),
            ])
    }

    func tally(_ tally: HopTally) -> String {
        word(
            "tally",
            [
                "unit": .text(unit(tally.unit)), "hops": .number(tally.hops), "returns": .number(tally.returns),
                "waited": .text(NextClocks.length(tally.waited, words)), "days": .number(tally.disputedDays),
            ])
    }
}
