import Deadlines
import Kernel
import Platform

/// One point of the checklist of a case (报告事项), with its own clock until it is done or found not to apply.
package struct ReportDuty: Hashable, Codable, Sendable {
    package let number: Int
    package let demand: ReportDemand
    /// From when its time runs.
    package let since: Instant
    package let openedAt: Instant
    package let openedBy: Author
    package internal(set) var made: Made?
    package internal(set) var waived: Waived?

    package struct Made: Hashable, Codable, Sendable {
        package let report: AuthorityReport
        package let by: Author
        package let at: Instant
    }

    package struct Waived: Hashable, Codable, Sendable {
        package let reason: String
        package let by: Author
        package let at: Instant
    }

    package var isOpen: Bool { made == nil && waived == nil }
    package var settledAt: Instant? { made?.at ?? waived?.at }
    package var dueAt: Instant {
        let minutes =
            switch demand.within.unit {
            case .minutes: demand.within.amount
            case .hours: demand.within.amount * 60
            case .naturalDays, .workingDays: demand.within.amount * 24 * 60
            }
        return since.advanced(byMilliseconds: Int64(minutes) * 60_000)
    }
}

/// Points come onto the checklist (列入报告清单): by the program when the case sets them off, or by somebody who sees it.
package struct ReportDemands: CaseChange {
    package var demands: [ReportDemand]
    package var reason: String?
    static let limit = 60

    var action: CaseAction { .openReport }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(!demands.isEmpty, "trigger", "no_such_trigger")
        if actor.kind != .system { fields.text("reason", reason, limit: 1000) }
        let isKnown = demands.allSatisfy { demand in
            subject.redress.reports.contains {
                $0.isOpen && $0.demand.trigger == demand.trigger && $0.demand.body == demand.body
            }
        }
        fields.require(demands.isEmpty || !isKnown, "trigger", "report_is_listed")
        fields.require(
            subject.redress.reports.count + demands.count <= ReportDemands.limit, "trigger", "too_many_reports")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        let isFirstWord = now == subject.milestones.registeredAt
        for demand in demands {
            let isOpen = subject.redress.reports.contains {
                $0.isOpen && $0.demand.trigger == demand.trigger && $0.demand.body == demand.body
            }
            if isOpen { continue }
            subject.redress.reports.append(
                ReportDuty(
                    number: subject.redress.reports.count + 1, demand: demand,
                    since: isFirstWord ? subject.milestones.receivedAt : now, openedAt: now, openedBy: author))
        }
    }
}

/// An authority was told (已报告): when, to whom, how, with what receipt.
package struct AuthorityReport: CaseChange {
    package var number: Int
    /// The office and person who took it.
    package var recipient: String
    /// The number the body gave, or what else proves it.
    package var receipt: String
    package var notice: CaseCommunication

    var action: CaseAction { .makeReport }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(subject.openReports.contains { $0.number == number }, "number", "no_such_report")
        fields.text("recipient", recipient, limit: 200)
        fields.text("receipt", receipt, limit: 400)
        fields.require(notice.reached || notice.mode.isWritten, "reached", "notice_not_given")
        notice.check(&fields, prefix: "", at: now)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.redress.reports.firstIndex(where: { $0.number == number }) else { return }
        subject.redress.reports[index].made = .init(report: self, by: author, at: now)
        subject.log(notice, by: author, at: now)
    }
}

/// The approver finds that nobody has to be told (不适用), and says why.
package struct ReportWaiver: CaseChange {
    package var number: Int
    package var reason: String

    var action: CaseAction { .waiveReport }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        guard !subject.approverRoles.isDisjoint(with: actor.roles) else {
            throw .forbidden("casework.refusal.not_the_approver")
        }
        var fields = FieldCheck()
        fields.require(subject.openReports.contains { $0.number == number }, "number", "no_such_report")
        fields.text("reason", reason, limit: 2000)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.redress.reports.firstIndex(where: { $0.number == number }) else { return }
        subject.redress.reports[index].waived = .init(reason: reason, by: author, at: now)
    }
}

extension Case {
    package var openReports: [ReportDuty] { redress.reports.filter(\.isOpen) }

    /// `authority_report.2`: a clock for each point, which runs on whatever becomes of the complaint.
    func reportClocks(at now: Instant) throws(Problem) -> [CaseClock] {
        var clocks: [CaseClock] = []
        for duty in redress.reports {
            let promise = Promise(
                kind: Promise.Kind(rawValue: "\(ClockKind.authorityReport.rawValue).\(duty.number)"),
                term: duty.demand.within, warnings: [50], ladder: Case.reportLadder, ruleVersion: Grading.ruleVersion)
            var clock = Clock(promise: promise, startedAt: duty.since, recordedAt: duty.openedAt)
            if let made = duty.made {
                try clock.apply(.met(made.at))
            } else if let waived = duty.waived {
                try clock.apply(.cancelled(waived.at))
            } else if state == .merged {
                try clock.apply(.cancelled(max(now, clock.startedAt)))
            }
            clocks.append(CaseClock(kind: .authorityReport, clock: clock))
        }
        return clocks
    }

    /// What the law asks climbs fast, and to the one who signs.
    private static let reportLadder = [
        LadderStep(level: 0, role: LadderStep.holder, timing: .percent(75)),
        LadderStep(level: 1, role: Role.director.rawValue, timing: .percent(100)),
        LadderStep(level: 2, role: Role.chiefExecutive.rawValue, timing: .percent(150)),
    ]
}
