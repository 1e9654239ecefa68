import Kernel

/// One stretch of service or of a stay in hospital during it. Both days count; no last day means it goes on.
package struct ServicePeriod: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// 在住、在服
        case service
        /// 住院、请假就医
        case hospital
    }

    package var kind: Kind
    package var fromOn: LocalDay
    package var untilOn: LocalDay?

    package init(_ kind: Kind = .service, from fromOn: LocalDay, until untilOn: LocalDay? = nil) {
        self.kind = kind
        self.fromOn = fromOn
        self.untilOn = untilOn
    }

    package func covers(_ day: LocalDay) -> Bool { fromOn <= day && untilOn.map { day <= $0 } ?? true }

    /// How many of the days of `range` the period covers.
    package func days(in range: ClosedRange<LocalDay>) -> Int {
        let first = max(fromOn, range.lowerBound)
        let last = min(untilOn ?? range.upperBound, range.upperBound)
        return first <= last ? first.distance(to: last) + 1 : 0
    }
}

/// 服务状态, derived from periods and the day of death, never stored.
package enum ServiceStatus: String, Sendable, CaseIterable {
    /// 待入住：service has not begun
    case expected
    /// 在住（在服）
    case inService = "in_service"
    /// 住院中
    case inHospital = "in_hospital"
    /// 已离开
    case left
    /// 已离世
    case deceased
}

extension Person {
    /// What the person is to the organisation on `day`.
    package func status(on day: LocalDay) -> ServiceStatus {
        if let diedOn, diedOn <= day { return .deceased }
        let current = periods.filter { $0.covers(day) }
        if current.contains(where: { $0.kind == .service }) {
            return current.contains { $0.kind == .hospital } ? .inHospital : .inService
        }
        let hasBegun = periods.contains { $0.kind == .service && $0.fromOn <= day }
        return hasBegun ? .left : .expected
    }

    /// Days in service in `range`, without days in hospital: what a monthly visit is owed on (reading 14).
    package func daysPresent(in range: ClosedRange<LocalDay>) -> Int {
        let last = min(diedOn ?? range.upperBound, range.upperBound)
        guard range.lowerBound <= last else { return 0 }
        let lived = range.lowerBound...last
        let served = periods.filter { $0.kind == .service }.reduce(0) { $0 + $1.days(in: lived) }
        let away = periods.filter { $0.kind == .hospital }.reduce(0) { $0 + $1.days(in: lived) }
        return max(0, served - away)
    }

    /// Throws when the person's facts contradict each other, with every contradiction found.
    package func check(on today: LocalDay) throws(Problem) {
        var faults: [String: Message] = [:]
        if name.isEmpty { faults["name"] = Message("people.fault.name_missing") }
        if let bornOn, bornOn > today { faults["born_on"] = Message("people.fault.born_in_future") }
        if let bornOn, let diedOn, diedOn < bornOn { faults["died_on"] = Message("people.fault.died_before_birth") }
        if let diedOn, diedOn > today { faults["died_on"] = Message("people.fault.died_in_future") }
        if let ability, ability.assessedOn > today {
            faults["ability_assessed_on"] = Message("people.fault.assessed_in_future")
        }
        if let fault = ServicePeriod.fault(in: periods) { faults["periods"] = fault }
        if !faults.isEmpty { throw .invalid(faults) }
    }
}

extension ServicePeriod {
    /// The first contradiction: an end before the start, two of a kind that overlap, or hospital outside service.
    static func fault(in periods: [ServicePeriod]) -> Message? {
        for period in periods {
            if let untilOn = period.untilOn, untilOn < period.fromOn {
                return Message("people.fault.period_reversed", ["from": .day(period.fromOn), "until": .day(untilOn)])
            }
        }
        for kind in Kind.allCases {
            let ordered = periods.filter { $0.kind == kind }.sorted { $0.fromOn < $1.fromOn }
            for (earlier, later) in zip(ordered, ordered.dropFirst()) where earlier.covers(later.fromOn) {
                return Message("people.fault.periods_overlap", ["day": .day(later.fromOn)])
            }
        }
        let services = periods.filter { $0.kind == .service }
        let stray = periods.first { period in
            period.kind == .hospital && !services.contains { $0.covers(period.fromOn) }
        }
        return stray.map { Message("people.fault.hospital_outside_service", ["day": .day($0.fromOn)]) }
    }
}
