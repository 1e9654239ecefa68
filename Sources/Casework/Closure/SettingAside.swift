import Kernel

/// The complainant takes the case back (撤回). Serious matters are looked into all the same.
package struct Withdrawal: CaseChange {
    package var reason: String
    /// Nobody pressed them: asked and written down.
    package var ofOwnFreeWill: Bool

    var action: CaseAction { .withdraw }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(ofOwnFreeWill, "of_own_free_will", "free_will_needed")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {}
}

/// Why a case is not ours to handle (不予受理理由, standards 2.3). Being anonymous or hard to bear is no reason
/// (readings 38 and 40).
package enum RefusalReason: String, Codable, Sendable, CaseIterable {
    /// 已进入诉讼或第三方调解
    case inCourtOrMediation = "in_court_or_mediation"
    /// 主管部门或信访已有结论
    case decidedByAuthority = "decided_by_authority"
    /// 无明确对象或具体事实
    case noConcreteFacts = "no_concrete_facts"
    /// 治安或刑事案件
    case policeMatter = "police_matter"
    /// 不属本机构职责
    case outsideRemit = "outside_remit"
}

/// The case is not accepted, and the person was told why and where to turn (不予受理、转办).
package struct Refusal: CaseChange {
    package var reason: RefusalReason
    package var explanation: String
    package var notice: CaseCommunication

    var action: CaseAction { .decline }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("explanation", explanation)
        notice.check(&fields, prefix: "notice.", at: now)
        fields.require(notice.reached || notice.mode.isWritten, "notice.reached", "notice_not_given")
        let isTheirs = notice.party == .complainant || notice.party == .representative
        fields.require(isTheirs, "notice.party", "notice_to_whom")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.log(notice, by: author, at: now)
    }
}

/// The same matter is already a case (并案). Nothing is deleted; `Unmerging` restores it.
package struct Merger: CaseChange {
    package var into: ID<Case>
    package var reason: String
    /// The other complainant is another person, who is answered apart: set by the desk, frozen with the fact.
    package var isOtherPerson: Bool?

    var action: CaseAction { .merge }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(into != subject.id, "into", "merge_with_itself")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.mergedInto = into
        if isOtherPerson == true { subject.watch.owesOwnAnswer = true }
    }
}

/// A merged case stands alone again, where it was (撤销并案).
package struct Unmerging: CaseChange {
    package var reason: String

    var action: CaseAction { .unmerge }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.mergedInto = nil
        if subject.watchKept != nil { subject.watch.owesOwnAnswer = false }
    }
}

extension Case {
    /// Reports and matters of level Ⅰ or Ⅱ concern more people than the one who spoke up: neither a withdrawal nor a
    /// refusal ends them.
    var mayBeSetAside: Bool {
        guard kind != .report else { return false }
        switch level.current {
        case .one, .two: return false
        case .three, .four, nil: return true
        }
    }
}
