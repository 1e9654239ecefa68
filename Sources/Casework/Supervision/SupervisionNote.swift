import Deadlines
import Kernel
import Platform

/// A note by which somebody higher asks whoever holds a case for something by a day (督办单, S4-36). It must be answered
/// in words, and while it is open the case cannot close. It lies on the desk of the case, wherever that goes.
package struct SupervisionNote: Hashable, Codable, Sendable {
    package let number: Int
    package let wanted: String
    package let issuedBy: Author
    package let issuedAt: Instant
    /// Who held the case when it was issued.
    package let to: Holder
    package let firstDueAt: Instant
    /// Later than the first when the answer was sent back.
    package internal(set) var dueAt: Instant
    package internal(set) var answer: String?
    package internal(set) var answeredBy: ID<Staff>?
    package internal(set) var answeredAt: Instant?
    package internal(set) var sentBack: SentBack?
    package internal(set) var acceptedAt: Instant?
    package internal(set) var remark: String?
    /// When it ended without an accepted answer: with its round.
    package internal(set) var endedAt: Instant?

    /// The first answer, which did not do, and why.
    package struct SentBack: Hashable, Codable, Sendable {
        package let answer: String
        package let answeredBy: ID<Staff>?
        package let answeredAt: Instant
        package let reason: String
        package let at: Instant
    }

    package var isOpen: Bool { acceptedAt == nil && endedAt == nil }
    package var awaitsAnswer: Bool { isOpen && answeredAt == nil }
    package var awaitsAcceptance: Bool { isOpen && answeredAt != nil }

    /// Nobody judges their own answer.
    fileprivate func checkJudge(_ actor: Actor) throws(Problem) {
        if answeredBy == actor.staffID { throw .forbidden("casework.refusal.judge_answered") }
    }
}

extension FieldCheck {
    /// The note of that number in the state a step needs; a fault on `number` where there is none.
    fileprivate mutating func note(
        _ number: Int, of subject: Case, where holds: KeyPath<SupervisionNote, Bool>, else fault: String
    ) -> SupervisionNote? {
        let found = subject.note(number).flatMap { $0[keyPath: holds] ? $0 : nil }
        require(found != nil, "number", fault)
        return found
    }
}

/// A note is issued to whoever holds the case (下达督办单).
package struct NewSupervision: CaseChange {
    static let limit = 50
    static let days = 1...30

    package var wanted: String
    package var workingDays: Int
    /// Set by the desk from the calendar, frozen with the fact.
    package var dueAt: Instant?

    var action: CaseAction { .supervise }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("wanted", wanted)
        fields.require(NewSupervision.days.contains(workingDays), "working_days", "note_days")
        fields.require(subject.watch.notes.count < NewSupervision.limit, "wanted", "too_many_notes")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        let due = dueAt ?? now.advanced(byHours: workingDays * 24)
        subject.watch.notes.append(
            SupervisionNote(
                number: subject.watch.notes.count + 1, wanted: wanted, issuedBy: author, issuedAt: now,
                to: subject.holder, firstDueAt: due, dueAt: due))
    }
}

/// Whoever holds the case answers the note in words (答复督办单).
package struct SupervisionAnswer: CaseChange {
    package var number: Int
    package var answer: String

    var action: CaseAction { .answerSupervision }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("note_answer", answer)
        let note = fields.note(number, of: subject, where: \.awaitsAnswer, else: "no_such_note")
        try fields.finish()
        // Whoever asked cannot give themselves the answer.
        if let note, note.issuedBy.staffID == actor.staffID { throw .forbidden("casework.refusal.own_note") }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.alterNote(number) {
            $0.answer = answer
            $0.answeredBy = author.staffID
            $0.answeredAt = now
        }
    }
}

/// The answer does (认可督办答复). Given by the issuer, or by another who may supervise, never by who answered.
package struct SupervisionAcceptance: CaseChange {
    package var number: Int
    package var remark: String?

    var action: CaseAction { .acceptSupervision }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.optional("note_remark", remark)
        let note = fields.note(number, of: subject, where: \.awaitsAcceptance, else: "no_such_answer")
        try fields.finish()
        try note?.checkJudge(actor)
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.alterNote(number) {
            $0.acceptedAt = now
            $0.remark = remark
        }
    }
}

/// The answer does not do and goes back, once, with the reason and a new day (退回督办答复).
package struct SupervisionReturn: CaseChange {
    package var number: Int
    package var reason: String
    package var workingDays: Int
    /// Set by the desk from the calendar, frozen with the fact.
    package var dueAt: Instant?

    var action: CaseAction { .returnSupervision }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(NewSupervision.days.contains(workingDays), "working_days", "note_days")
        let note = fields.note(number, of: subject, where: \.awaitsAcceptance, else: "no_such_answer")
        fields.require(note?.sentBack == nil, "number", "sent_back_before")
        try fields.finish()
        try note?.checkJudge(actor)
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.alterNote(number) { note in
            note.sentBack = .init(
                answer: note.answer ?? "", answeredBy: note.answeredBy, answeredAt: note.answeredAt ?? now,
                reason: reason, at: now)
            note.answer = nil
            note.answeredBy = nil
            note.answeredAt = nil
            note.dueAt = dueAt ?? now.advanced(byHours: workingDays * 24)
        }
    }
}

extension Case {
    package func note(_ number: Int) -> SupervisionNote? { watch.notes.first { $0.number == number } }

    fileprivate mutating func alterNote(_ number: Int, _ alter: (inout SupervisionNote) -> Void) {
        guard let index = watch.notes.firstIndex(where: { $0.number == number }) else { return }
        alter(&watch.notes[index])
    }

    /// The unit under which a note is counted on the board: where the case lies, or who answers for it.
    package var supervisedUnit: ID<OrganisationUnit> { holder.groupID ?? responsibleUnit ?? accountableGroup }

    /// The clocks of notes, a second one for an answer that was sent back, and of reports on emergencies.
    func watchClocks(at now: Instant) throws(Problem) -> [CaseClock] {
        var clocks: [CaseClock] = []
        for note in watch.notes {
            let answered = note.sentBack?.answeredAt ?? note.answeredAt
            clocks.append(
                try clock(
                    .supervision, note.number, from: note.issuedAt, Case.term(note.issuedAt, note.firstDueAt),
                    met: answered, ended: note.endedAt, on: holder, at: now))
            guard let back = note.sentBack else { continue }
            clocks.append(
                try clock(
                    .supervisionAgain, note.number, from: back.at, Case.term(back.at, note.dueAt),
                    met: note.answeredAt, ended: note.endedAt, on: holder, at: now))
        }
        for emergency in watch.emergencies {
            clocks.append(
                try clock(
                    .emergencyReport, emergency.number, from: emergency.declaredAt,
                    Case.term(emergency.declaredAt, emergency.reportDueAt), met: emergency.report?.at, ended: nil,
                    on: emergency.declaredBy.staffID.map { .staff($0) } ?? holder, ladder: Case.reportLadder, at: now))
        }
        return clocks
    }

    /// The chief executive, to whom the report is owed, learns at once when it is late (S3-41).
    private static let reportLadder = [
        LadderStep(level: 0, role: LadderStep.holder, timing: .percent(75)),
        LadderStep(level: 2, role: Role.director.rawValue, timing: .percent(90)),
        LadderStep(level: 3, role: Role.chiefExecutive.rawValue, timing: .percent(100)),
    ]
}
