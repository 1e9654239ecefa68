import Kernel
import Platform

/// A part of a case another unit looks into (协办): with its own inner due moment, under one lead and one joint answer.
package struct Part: Hashable, Codable, Sendable {
    package let number: Int
    package let unit: ID<OrganisationUnit>
    package let owner: ID<Staff>
    package let question: String
    package let askedAt: Instant
    package let dueAt: Instant
    package internal(set) var report: String?
    package internal(set) var reportedBy: ID<Staff>?
    package internal(set) var reportedAt: Instant?
    package internal(set) var waiver: String?
    /// When it ended without a report: waived, or with its round.
    package internal(set) var endedAt: Instant?

    package var isOpen: Bool { reportedAt == nil && endedAt == nil }
}

/// Another unit is asked for its part (邀请协办). The lead stays the handler and gives the one answer.
package struct Joining: CaseChange {
    static let limit = 12

    package var unit: ID<OrganisationUnit>
    package var owner: ID<Staff>
    package var question: String
    package var dueAt: Instant
    /// When the decision is promised, frozen with the fact: the inner moment lies before it.
    package var decisionDueAt: Instant?

    var action: CaseAction { .addCoHandler }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("question", question)
        fields.require(!subject.complainedAbout.staff.contains(owner), "owner", "person_is_named")
        fields.require(owner != subject.handler, "owner", "already_handler")
        if subject.isRestricted {
            fields.require(!subject.complainedAbout.units.contains(unit), "unit", "unit_is_named")
        }
        fields.require(now < dueAt, "due_at", "moment_is_past")
        if let decisionDueAt, now < decisionDueAt {
            fields.require(dueAt < decisionDueAt, "due_at", "after_the_promise")
        }
        fields.require(!subject.teamwork.openParts.contains { $0.unit == unit }, "unit", "unit_co_handles")
        fields.require(subject.teamwork.parts.count < Joining.limit, "unit", "too_many_parts")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.teamwork.parts.append(
            Part(
                number: subject.teamwork.parts.count + 1, unit: unit, owner: owner, question: question, askedAt: now,
                dueAt: dueAt))
    }
}

/// A co-handler reports what their part showed (协办反馈).
package struct PartReport: CaseChange {
    package var number: Int
    package var report: String

    var action: CaseAction { .reportPart }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("report", report, limit: 10_000)
        let own = subject.teamwork.openParts.filter { subject.isActing(actor.staffID, for: $0.owner) }
        fields.require(own.contains { $0.number == number }, "number", "no_such_part")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.teamwork.parts.firstIndex(where: { $0.number == number }) else { return }
        subject.teamwork.parts[index].report = report
        subject.teamwork.parts[index].reportedBy = author.staffID
        subject.teamwork.parts[index].reportedAt = now
    }
}

/// The coordinator lets the answer go out without a part, and says why (免除协办).
package struct PartWaiver: CaseChange {
    package var number: Int
    package var reason: String

    var action: CaseAction { .waivePart }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(subject.teamwork.openParts.contains { $0.number == number }, "number", "no_such_part")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.teamwork.parts.firstIndex(where: { $0.number == number }) else { return }
        subject.teamwork.parts[index].waiver = reason
        subject.teamwork.parts[index].endedAt = now
    }
}
