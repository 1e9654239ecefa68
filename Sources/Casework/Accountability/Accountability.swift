import Kernel
import Platform

/// Why somebody is answerable, in the terms of a just culture (问责事由, S4-37, reading 31): what is measured is the choice
/// a person made, never the harm that came of it.
package enum AccountReason: String, Codable, Sendable, CaseIterable {
    /// 系统原因：the house made it hard to do right.
    case systemCause = "system_cause"
    /// 人为差错：a slip anybody could make.
    case humanError = "human_error"
    /// 冒险行为：a risk not seen or thought justified.
    case atRisk = "at_risk"
    /// 鲁莽或故意
    case reckless
    /// 失职
    case neglect
    /// 拖延
    case delay
    /// 隐瞒
    case concealment
    /// 打击报复
    case retaliation

    /// What may follow: support for a slip, coaching for a risk, measures only for what was chosen.
    package var measures: Set<AccountMeasure> {
        switch self {
        case .systemCause: [.improveSystem]
        case .humanError: [.support, .improveSystem]
        case .atRisk: [.coach, .train, .improveSystem]
        case .neglect, .delay: [.coach, .train, .talk, .warn, .moveDuty, .improveSystem]
        case .reckless, .concealment, .retaliation: [.talk, .warn, .moveDuty, .endContract, .refer]
        }
    }
}

/// What follows (处理措施).
package enum AccountMeasure: String, Codable, Sendable, CaseIterable {
    /// 改进制度或条件
    case improveSystem = "improve_system"
    /// 安抚与支持
    case support
    /// 辅导
    case coach
    /// 培训
    case train
    /// 提醒谈话
    case talk
    /// 书面警告
    case warn
    /// 调整岗位
    case moveDuty = "move_duty"
    /// 依法解除劳动合同
    case endContract = "end_contract"
    /// 移送主管部门
    case refer
}

/// That somebody is held to account in a case (问责): proposed by one, heard, decided by another. Only staff matters,
/// the director, the chief executive and the auditor see it, and the person concerned on a page of their own.
package struct Accountability: Hashable, Codable, Sendable {
    package let number: Int
    package let person: ID<Staff>
    package let reason: AccountReason
    package let grounds: String
    package let measures: Set<AccountMeasure>
    package let proposedBy: Author
    package let proposedAt: Instant
    package internal(set) var hearing: Hearing?
    package internal(set) var ruling: Ruling?

    /// What the person said, or that they did not want to say anything.
    package struct Hearing: Hashable, Codable, Sendable {
        /// `nil` when they declined.
        package let statement: String?
        package let heardAt: Instant
        package let by: Author
        package let at: Instant
    }

    /// How it was decided.
    package struct Ruling: Hashable, Codable, Sendable {
        package let agrees: Bool
        package let reasons: String
        package let by: Author
        package let at: Instant
    }

    package var isOpen: Bool { ruling == nil }
}

/// It is proposed to hold somebody to account (提出问责).
package struct AccountProposal: CaseChange {
    static let limit = 30

    package var person: ID<Staff>
    package var reason: AccountReason
    package var grounds: String
    package var measures: Set<AccountMeasure>
    /// Whoever proposes it states that nobody is held to account for having spoken up.
    package var notForReporting: Bool

    var action: CaseAction { .proposeAccount }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("grounds", grounds)
        fields.require(subject.answerable.contains(person), "person", "not_answerable")
        fields.require(!measures.isEmpty, "measures", "choose_measure")
        fields.require(measures.isSubset(of: reason.measures), "measures", "measure_does_not_fit")
        fields.require(notForReporting, "not_for_reporting", "not_for_reporting_needed")
        let isAsked = subject.watch.accounts.contains { $0.person == person && $0.isOpen }
        fields.require(!isAsked, "person", "account_waits")
        fields.require(subject.watch.accounts.count < AccountProposal.limit, "person", "too_many_accounts")
        try fields.finish()
        if actor.staffID == person { throw .forbidden("casework.refusal.own_account") }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.watch.accounts.append(
            Accountability(
                number: subject.watch.accounts.count + 1, person: person, reason: reason, grounds: grounds,
                measures: measures, proposedBy: author, proposedAt: now))
    }
}

/// The person concerned is heard: their statement, or that they declined (听取陈述申辩).
package struct AccountHearing: CaseChange {
    package var number: Int
    package var declined: Bool
    package var statement: String?
    package var heardAt: Instant

    var action: CaseAction { .hearAccount }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        let account = subject.watch.accounts.first { $0.number == number }
        fields.require(account.map { $0.isOpen && $0.hearing == nil } ?? false, "number", "no_such_account")
        if declined { fields.optional("statement", statement) } else { fields.text("statement", statement) }
        fields.require(heardAt <= now, "heard_at", "in_the_future")
        // A form tells whole minutes.
        let earliest = account?.proposedAt.advanced(byMinutes: -1)
        if let earliest { fields.require(earliest < heardAt, "heard_at", "before_the_proposal") }
        try fields.finish()
        if let account, account.person == actor.staffID { throw .forbidden("casework.refusal.own_account") }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.alterAccount(number) {
            $0.hearing = .init(statement: declined ? nil : statement, heardAt: heardAt, by: author, at: now)
        }
    }
}

/// Another than the proposer decides (问责决定), when the person was heard.
package struct AccountRuling: CaseChange {
    package var number: Int
    package var agrees: Bool
    package var reasons: String

    var action: CaseAction { .decideAccount }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("ruling_reasons", reasons)
        let account = subject.watch.accounts.first { $0.number == number }
        fields.require(account?.isOpen ?? false, "number", "no_such_account")
        fields.require(account == nil || account?.hearing != nil, "number", "heard_first")
        try fields.finish()
        if let account { try AccountRuling.checkParty(account, subject, actor) }
    }

    /// Neither the proposer, nor the person concerned, nor anybody who had a hand in solving the case.
    private static func checkParty(_ account: Accountability, _ subject: Case, _ actor: Actor) throws(Problem) {
        if account.person == actor.staffID { throw .forbidden("casework.refusal.own_account") }
        let isParty = actor.staffID.map { subject.solvers.contains($0) } ?? true
        if isParty || account.proposedBy.staffID == actor.staffID {
            throw .forbidden("casework.refusal.ruler_is_party")
        }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.alterAccount(number) { $0.ruling = .init(agrees: agrees, reasons: reasons, by: author, at: now) }
    }
}

extension CaseAction {
    /// Steps whose facts only those see who may read who is held to account.
    static let sealed: Set<CaseAction> = [.proposeAccount, .hearAccount, .decideAccount]

    /// Under which name a step stands in the chain of events: a sealed one does not even tell what it was.
    var eventKind: String { CaseAction.sealed.contains(self) ? CaseAction.sealedKind : rawValue }

    static let sealedKind = "casework.sealed"
}

extension Case {
    /// Who can be held to account at all: whoever a finding names, whoever is complained about, and those who handled
    /// it. A reporter is none of them; the desk refuses the complainant besides.
    package var answerable: Set<ID<Staff>> {
        let found = complainedAbout.staff.union(allegations.compactMap(\.responsiblePerson)).union(solvers)
        // An employee who speaks up is often the one who wrote it down.
        guard secrecy == .open, complainant.kind != .employee else { return found }
        return found.union([holder.staffID, firstReceiver].compactMap { $0 })
    }

    fileprivate mutating func alterAccount(_ number: Int, _ alter: (inout Accountability) -> Void) {
        guard let index = watch.accounts.firstIndex(where: { $0.number == number }) else { return }
        alter(&watch.accounts[index])
    }
}
