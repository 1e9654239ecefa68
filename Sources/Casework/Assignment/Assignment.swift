import Deadlines
import Kernel
import Platform

/// Who works and worked on a case (办理情况): offers, hand-overs, investigators, evidence, review.
package struct Handling: Hashable, Codable, Sendable {
    package internal(set) var offer: Offer?
    /// Hand-overs to another person after the first assignment; the third asks for the coordinator (S4-4).
    package internal(set) var transfers = 0
    package internal(set) var assignments = 0
    package internal(set) var returns: [Return] = []
    package internal(set) var handlersEver: Set<ID<Staff>> = []
    package internal(set) var investigators: Set<ID<Staff>> = []
    package internal(set) var safety: [SafetyMeasure] = []
    /// When somebody was first kept from harm, and when the representative was first told.
    package internal(set) var madeSafeAt: Instant?
    package internal(set) var representativeToldAt: Instant?
    package internal(set) var evidence: [InvestigationRecord] = []
    package internal(set) var review: InternalReview?

    static let transferLimit = 2

    var transfersLeft: Bool { assignments == 0 || transfers < Handling.transferLimit }

    /// A hand-over that waits for acceptance (待接收的交办). Until then the old holder answers.
    package struct Offer: Hashable, Codable, Sendable {
        package let to: ID<Staff>
        package let by: Author
        package let at: Instant
    }
}

/// The case is offered to somebody (派单). It counts only when accepted.
package struct Assignment: CaseChange {
    package var handler: ID<Staff>
    package var responsibleUnit: ID<OrganisationUnit>?
    /// Several departments have to study it together: the longer limit of hospitals (Order No. 3).
    package var severalDepartments = false
    package var instruction: String?
    /// The unit the hand-over counts for, and how long it may be sent back: frozen with the fact by the desk.
    package var countedUnit: ID<OrganisationUnit>?
    package var answerWithin: Term?

    var action: CaseAction { .assign }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(!subject.complainedAbout.staff.contains(handler), "handler", "person_is_named")
        fields.require(subject.handler != handler, "handler", "already_handler")
        fields.optional("instruction", instruction)
        if subject.isRestricted, let responsibleUnit {
            fields.require(
                !subject.complainedAbout.units.contains(responsibleUnit), "responsible_unit", "unit_is_named")
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        if subject.handling.assignments > 0 { subject.handling.transfers += 1 }
        subject.handling.assignments += 1
        subject.handling.offer = .init(to: handler, by: author, at: now)
        subject.teamwork.offer(
            to: handler, for: responsibleUnit ?? countedUnit ?? subject.responsibleUnit, answerWithin: answerWithin,
            at: now)
        if let responsibleUnit { subject.responsibleUnit = responsibleUnit }
        if severalDepartments { subject.timing.severalDepartments = true }
    }
}

/// The coordinator decides whose it is (裁定交办). It binds at once and cannot be returned.
package struct Arbitration: CaseChange {
    package var handler: ID<Staff>
    package var responsibleUnit: ID<OrganisationUnit>
    package var reason: String

    var action: CaseAction { .arbitrate }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(!subject.complainedAbout.staff.contains(handler), "handler", "person_is_named")
        if subject.isRestricted {
            fields.require(
                !subject.complainedAbout.units.contains(responsibleUnit), "responsible_unit", "unit_is_named")
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        if subject.handling.assignments > 0 { subject.handling.transfers += 1 }
        subject.handling.assignments += 1
        subject.responsibleUnit = responsibleUnit
        subject.teamwork.rule(for: handler, responsibleUnit, at: now)
        subject.handOver(to: handler)
    }
}

/// The person offered the case takes it: handler and holder from now on (接收).
package struct Acceptance: CaseChange {
    package init() {}
    var action: CaseAction { .accept }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let staff = author.staffID else { return }
        subject.teamwork.endOffer(.accepted, at: now)
        subject.teamwork.settle(at: now)
        subject.handOver(to: staff)
    }
}

/// Why a case is sent back (退回理由): a code of the program or one of the organisation's own.
package struct ReturnReason: RawRepresentable, Hashable, Codable, Sendable, CaseIterable {
    package let rawValue: String

    /// `nil` unless it is a short code of small letters, digits and low lines.
    package init?(rawValue: String) {
        let isCode = rawValue.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
        guard isCode, (1...40).contains(rawValue.utf8.count) else { return nil }
        self.rawValue = rawValue
    }

    private init(code: String) { rawValue = code }

    /// 不属本部门职责
    package static let notOurDuty = ReturnReason(code: "not_our_duty")
    /// 利益冲突
    package static let conflictOfInterest = ReturnReason(code: "conflict_of_interest")
    /// 缺少必要资质
    package static let lackingCompetence = ReturnReason(code: "lacking_competence")
    /// 材料不足
    package static let lackingFacts = ReturnReason(code: "lacking_facts")

    /// What the program brings.
    package static let allCases: [ReturnReason] = [.notOurDuty, .conflictOfInterest, .lackingCompetence, .lackingFacts]
}

/// The person offered the case sends it back (退回), within the limit of its level, with a coded reason and its basis
/// (feature B6). Once in a case it is assigned anew; the second time the coordinator is asked whose it is.
package struct Return: CaseChange {
    package var reason: ReturnReason
    package var basis: String

    var action: CaseAction { .giveBack }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("basis", basis)
        try fields.finish()
        if let hop = subject.teamwork.hops.last, hop.isOpen, let until = hop.returnableUntil, until <= now {
            throw .conflict("casework.refusal.return_too_late", ["until": .instant(until)])
        }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.teamwork.endOffer(.returned, at: now, reason: reason)
        if !subject.handling.returns.isEmpty { subject.teamwork.disputedSince = now }
        subject.handling.returns.append(self)
        subject.handling.offer = nil
    }
}

extension Case {
    fileprivate mutating func handOver(to staff: ID<Staff>) {
        handler = staff
        holder = .staff(staff)
        handling.handlersEver.insert(staff)
        handling.offer = nil
        for index in teamwork.standIns.indices { teamwork.standIns[index].tookHolder = false }
    }
}
