import Deadlines
import Kernel
import Platform

/// What a duty is owed for (义务范围): one resident, one unit, or the organisation.
package struct DutyScope: Hashable, Sendable, Comparable {
    package let kind: DutyScopeKind
    package let id: String

    package init(_ kind: DutyScopeKind, _ id: String) {
        self.kind = kind
        self.id = id
    }

    package static func resident(_ id: String) -> DutyScope { DutyScope(.resident, id) }
    package static func unit(_ id: ID<OrganisationUnit>) -> DutyScope { DutyScope(.unit, id.text) }
    package static func organisation(_ id: ID<Organisation>) -> DutyScope { DutyScope(.organisation, id.text) }

    package static func < (left: DutyScope, right: DutyScope) -> Bool {
        (left.kind.rawValue, left.id) < (right.kind.rawValue, right.id)
    }
}

/// From when to when something is there to be owed anything. Both days count.
package struct Stay: Hashable, Sendable {
    package let from: LocalDay
    package let until: LocalDay?

    package init(from: LocalDay, until: LocalDay? = nil) {
        self.from = from
        self.until = until
    }

    func days(in period: Period) -> Int {
        let last = min(until ?? period.last, period.last)
        let first = max(from, period.first)
        return first <= last ? first.distance(to: last) + 1 : 0
    }
}

/// One resident, unit or organisation with the time it was there (在院期间). For a resident the days in hospital count:
/// the follow-up is then made by telephone or with the family (Part 4 no. 14).
package struct ScopeSubject: Hashable, Sendable {
    package let scope: DutyScope
    package let stays: [Stay]
    /// Whose head answers for it.
    package let unitID: ID<OrganisationUnit>?

    package init(_ scope: DutyScope, stays: [Stay], unitID: ID<OrganisationUnit>? = nil) {
        self.scope = scope
        self.stays = stays
        self.unitID = unitID
    }

    func isOwed(_ rule: DutyRule, in period: Period) -> Bool {
        let days = stays.reduce(0) { $0 + $1.days(in: period) }
        return days >= (scope.kind == .resident ? min(rule.minimumDays, period.days) : 1)
    }
}

/// One occurrence, worked out but not stored (应办事项). Rule, scope and period key are its identity.
package struct PlannedDuty: Hashable, Sendable {
    package let code: DutyCode
    package let version: Int
    package let scope: DutyScope
    package let period: Period
    package let opensOn: LocalDay
    package let dueOn: LocalDay
    package let nominalDueOn: LocalDay
    package let isProvisional: Bool
    package let startedAt: Instant
    package let promise: Promise

    package struct Identity: Hashable, Sendable {
        package let code: DutyCode
        package let scope: DutyScope
        package let period: String
    }

    package var identity: Identity { Identity(code: code, scope: scope, period: period.key) }
}

package enum Planning {
    /// What is owed in every period that begins within the window. A pure function of the versions, the stays and the
    /// calendar: when and how often it is asked makes no difference.
    package static func plan(
        _ history: RuleHistory, for subjects: [ScopeSubject], beginning window: ClosedRange<LocalDay>,
        calendar: WorkCalendar
    ) -> [PlannedDuty] {
        periods(of: history, beginning: window).flatMap { period, version in
            guard let due = version.rule.due.day(in: period, rest: version.rule.rest, calendar: calendar) else {
                return [PlannedDuty]()
            }
            return subjects.filter { $0.isOwed(version.rule, in: period) }.map {
                duty(version, $0.scope, period, due, calendar)
            }
        }
    }

    /// The periods that begin within the window, each with the version that governs it, in order.
    package static func periods(
        of history: RuleHistory, beginning window: ClosedRange<LocalDay>
    ) -> [(period: Period, version: RuleVersion)] {
        let spans = Set(history.versions.map(\.rule.rhythm)).flatMap { $0.periods(beginning: window).map { $0.first } }
        return Set(spans).sorted().compactMap { first in
            guard let version = history.governing(first), version.rule.isOn,
                let period = version.rule.rhythm.period(containing: first), period.first == first
            else { return nil }
            return (period, version)
        }
    }

    /// What an event sets going, by the version in force on its day.
    package static func duty(
        after moment: Instant, key: String, scope: DutyScope, by history: RuleHistory, calendar: WorkCalendar
    ) -> PlannedDuty? {
        let day = moment.day(in: calendar.zone)
        guard let version = history.governing(day), version.rule.isOn, case .within(let term) = version.rule.due else {
            return nil
        }
        let promise = version.rule.promise(term: term, version: version.mark)
        let due = promise.due(from: moment, in: calendar)
        return PlannedDuty(
            code: history.code, version: version.number, scope: scope,
            period: Period(key: "event-\(key)", first: day, last: due.lastDay), opensOn: day, dueOn: due.lastDay,
            nominalDueOn: due.lastDay, isProvisional: due.isProvisional, startedAt: moment, promise: promise)
    }

    private static func duty(
        _ version: RuleVersion, _ scope: DutyScope, _ period: Period, _ due: DueDay, _ calendar: WorkCalendar
    ) -> PlannedDuty {
        // A term of days does not count its first day, so what is due on the day it opens begins the day before.
        let started = due.opensOn < due.day ? due.opensOn : due.day.advanced(by: -1)
        var reminders = version.rule.reminders.filter { $0 <= started.distance(to: due.day) }
        if version.rule.remindsOnLastWorkingDay {
            let earlier = (1...40).first { calendar.isWorking(due.day.advanced(by: -$0)) }
            if let earlier { reminders.append(earlier) }
        }
        return PlannedDuty(
            code: version.rule.code, version: version.number, scope: scope, period: period, opensOn: due.opensOn,
            dueOn: due.day, nominalDueOn: due.nominal, isProvisional: due.isProvisional,
            startedAt: calendar.zone.instant(of: started),
            promise: version.rule.promise(
                term: .days(started.distance(to: due.day)), version: version.mark, reminders: reminders))
    }
}
