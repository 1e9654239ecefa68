import Kernel

/// The two confirmations before a case may close (双确认, S4-29, reading 10).
package struct Confirmation: Hashable, Codable, Sendable {
    package internal(set) var answers: [ComplainantAnswer] = []
    /// The last answer contradicts itself and waits for a person (feature C11).
    package internal(set) var isHeld = false
    /// What the complainant last said with their own number and PIN; an employee's note of something better is held.
    package internal(set) var ownWord: Satisfaction?
    /// What the person who looked at a held answer took it for.
    package internal(set) var releasedAs: Satisfaction?
    package internal(set) var agreement: UnsatisfiedAgreement?
    package internal(set) var agreedBy: ID<Staff>?
    package internal(set) var second: SecondConfirmation?
    package internal(set) var secondBy: ID<Staff>?

    package var answer: ComplainantAnswer? { answers.last }
}

/// How satisfied the complainant is (满意程度).
package enum Satisfaction: String, Codable, Sendable, CaseIterable {
    case yes, partly, no
}

/// What the complainant says to the decision (投诉人确认): understood, three ratings, satisfied; or a plain refusal to
/// go on. Whoever solved the case cannot take it down.
package struct ComplainantAnswer: CaseChange {
    package var understood: Bool
    /// 态度、过程、结果：1…5; 0 where a person who refuses further contact gave none.
    package var respect: Int
    package var process: Int
    package var result: Int
    package var satisfied: Satisfaction
    /// A partly satisfied person says the case may close.
    package var agreesToClose = false
    /// 明确拒绝继续沟通
    package var refusesFurtherContact = false
    package var words: String?
    package var givenBy: Party = .complainant
    /// Signature or recording, by attachment; level Ⅰ needs it unless the complainant wrote the answer.
    package var evidence: String?
    /// Words contrary to "satisfied" were found in `words`; set by `ContradictionLexicon` before the step is taken.
    package var contradicts = false

    var action: CaseAction { .recordAnswer }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.optional("words", words)
        for (field, value) in [("respect", respect), ("process", process), ("result", result)] {
            // Whoever refuses to go on is not made to rate; nobody rates for them.
            let isLeftOut = refusesFurtherContact && value == 0
            fields.require((1...5).contains(value) || isLeftOut, field, "rating_range")
        }
        if subject.level.current == .one, actor.staffID != nil {
            fields.text("evidence", evidence, limit: 200)
        }
        try fields.finish()
    }

    /// Says satisfied while the words, the rating of the result, or "did not understand" say otherwise.
    package var isContradictory: Bool {
        switch satisfied {
        case .yes: contradicts || (1...2).contains(result) || !understood
        case .partly: contradicts && agreesToClose
        case .no: false
        }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.confirmation.answers.append(self)
        let own = subject.confirmation.ownWord
        let improves = author != .complainant && own != nil && own != .yes && own != satisfied
        subject.confirmation.isHeld = isContradictory || improves
        if author == .complainant { subject.confirmation.ownWord = satisfied }
        subject.confirmation.releasedAs = nil
        subject.noteRecoveryAnswer(result)
        subject.noteConfirmed(at: now)
    }
}

/// Somebody who did not solve the case has asked what a contradictory answer meant (矛盾答复核实).
package struct AnswerRelease: CaseChange {
    package var takenAs: Satisfaction
    package var explanation: String

    var action: CaseAction { .releaseAnswer }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("explanation", explanation)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.confirmation.isHeld = false
        subject.confirmation.releasedAs = takenAs
        subject.noteConfirmed(at: now)
    }
}

/// The approver agrees that a case may close though the complainant is not satisfied (未满意结案同意, reading 6).
package struct UnsatisfiedAgreement: CaseChange {
    package var reason: String

    var action: CaseAction { .agreeUnsatisfied }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        guard !subject.approverRoles.isDisjoint(with: actor.roles) else {
            throw .forbidden("casework.refusal.not_the_approver")
        }
        var fields = FieldCheck()
        fields.text("reason", reason)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.confirmation.agreement = self
        subject.confirmation.agreedBy = author.staffID
    }
}

/// Another employee has seen that the promised actions and the guidance for afterwards are delivered (二次确认).
package struct SecondConfirmation: CaseChange {
    package var actionsSeen: String
    package var guidanceGiven: Bool

    var action: CaseAction { .confirmSecond }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("actions_seen", actionsSeen)
        fields.require(guidanceGiven, "guidance_given", "guidance_needed")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.confirmation.second = self
        subject.confirmation.secondBy = author.staffID
        subject.noteConfirmed(at: now)
    }
}

extension Case {
    /// The complainant's own word, or what a held answer was taken for.
    package var satisfaction: Satisfaction? {
        if let released = confirmation.releasedAs { return released }
        if let answer = confirmation.answer { return answer.satisfied }
        return decision.settlement.flatMap { $0.satisfied ? .yes : nil }
    }

    /// Whether the case may close without the exceptional rule: satisfied, or partly and content to close. Kinds
    /// without level need no answer.
    package var isSatisfied: Bool {
        guard kind.isGraded else { return confirmation.answer == nil || satisfaction != .no }
        guard !confirmation.isHeld else { return false }
        switch satisfaction {
        case .yes: return confirmation.releasedAs != nil || (confirmation.answer?.understood ?? true)
        case .partly: return confirmation.answer?.agreesToClose ?? false
        case .no, nil: return false
        }
    }

    /// Days after the decision on which somebody tried to reach the complainant in vain (3.5).
    package var attemptDays: Set<LocalDay> {
        guard let told = milestones.decisionAt else { return [] }
        let tries = communications.filter {
            !$0.communication.reached && $0.isTimely && told <= $0.communication.happenedAt
                && ($0.communication.party == .complainant || $0.communication.party == .representative)
        }
        return Set(tries.map { $0.communication.happenedAt.day(in: zone) })
    }

    /// Three attempts on three different days, or an explicit refusal.
    package var isContactExhausted: Bool {
        attemptDays.count >= 3 || confirmation.answer?.refusesFurtherContact ?? false
    }

    fileprivate mutating func noteConfirmed(at now: Instant) {
        if confirmation.second != nil, isSatisfied { milestones.confirmedAt = now }
    }
}
