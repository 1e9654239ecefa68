import Kernel
import Platform

/// A declared emergency in a case (紧急状态, S3-41): until it is reported upon, the members of a temporary group may do
/// at once what otherwise an approver decides. Without one nobody oversteps (S3-42, reading 23).
package struct Emergency: Hashable, Codable, Sendable {
    package let number: Int
    package let situation: String
    package let declaredBy: Author
    package let declaredAt: Instant
    package internal(set) var members: Set<ID<Staff>>
    /// When the chief executive has to have the report.
    package let reportDueAt: Instant
    package internal(set) var acts: [Act] = []
    package internal(set) var report: Report?

    /// One thing decided and done at once.
    package struct Act: Hashable, Codable, Sendable {
        package let decided: String
        package let by: Author
        package let at: Instant
    }

    /// What the chief executive was told afterwards.
    package struct Report: Hashable, Codable, Sendable {
        package let done: String
        package let why: String
        package let by: Author
        package let at: Instant
    }
}

/// An emergency is declared and a temporary group named (宣布紧急状态、成立临时小组).
package struct EmergencyDeclaration: CaseChange {
    static let limit = 10
    static let reportHours = 24

    package var situation: String
    package var members: Set<ID<Staff>>
    /// Set by the desk from the rules' data, frozen with the fact.
    package var reportHours: Int?

    var action: CaseAction { .declareEmergency }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("situation", situation)
        fields.require(!members.isEmpty, "members", "choose_members")
        fields.require(members.count <= EmergencyDeclaration.limit, "members", "too_many_members")
        fields.require(members.isDisjoint(with: subject.complainedAbout.staff), "members", "person_is_named")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.watch.emergencies.append(
            Emergency(
                number: subject.watch.emergencies.count + 1, situation: situation, declaredBy: author, declaredAt: now,
                members: members,
                reportDueAt: now.advanced(byHours: reportHours ?? EmergencyDeclaration.reportHours)))
    }
}

/// The temporary group decides and acts at once (紧急处置决定).
package struct EmergencyDecision: CaseChange {
    static let limit = 100

    package var decided: String

    var action: CaseAction { .decideInEmergency }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("decided", decided)
        fields.require((subject.watch.emergency?.acts.count ?? 0) < EmergencyDecision.limit, "decided", "too_many_acts")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.watch.emergencies.lastIndex(where: { $0.report == nil }) else { return }
        subject.watch.emergencies[index].acts.append(.init(decided: decided, by: author, at: now))
    }
}

/// The chief executive is told what was done and why; with it the emergency is over (事后报告).
package struct EmergencyReport: CaseChange {
    package var done: String
    package var why: String

    var action: CaseAction { .reportEmergency }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("done", done, limit: 10_000)
        fields.text("why", why)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.watch.emergencies.lastIndex(where: { $0.report == nil }) else { return }
        subject.watch.emergencies[index].report = .init(done: done, why: why, by: author, at: now)
    }
}

extension Case {
    /// Whether the employee may act at once: a declared emergency runs and they are of its group.
    func isInEmergencyGroup(_ staff: ID<Staff>?) -> Bool {
        guard let staff, let emergency = watch.emergency else { return false }
        return emergency.members.contains(staff)
    }
}
