import Casework
import Commitments
import Feedback
import Kernel
import People
import Platform

/// What is known of a person served for counting (服务对象计数要素), nothing that is sealed among it.
package struct PersonSight: Hashable, Sendable {
    /// With its stays, day of death and unit; its name is empty.
    package var person: Person
    /// From when on the product knows the person; nothing before is owed.
    package var knownOn: LocalDay
    package var hasFamily: Bool
    /// Letters signed and not annulled, by version and day.
    package var signed: [Signed]
    package var followedUp: [Followed]

    package struct Signed: Hashable, Sendable {
        package let version: Int
        package let on: LocalDay
    }

    package struct Followed: Hashable, Sendable {
        package let audience: FollowUpAudience
        package let period: FigurePeriod
        package let on: LocalDay
    }

    /// More stretches are not looked through; nobody moves in and out so often.
    private static let mostPeriods = 600

    package func observed(letters: LetterBook, in zone: Zone, at now: Instant) -> Observed {
        let stays = person.served
        guard !stays.isEmpty else { return Observed() }
        let days = stays.enumerated().map { place, stay in
            Observation(
                .residentDay, place: place, unit: person.unitID, assignedAt: zone.instant(of: stay.fromOn),
                untilAt: stay.end(in: zone))
        }
        let today = now.day(in: zone)
        let month = FigurePeriod(.month, holding: today)
        let goesOn = stays.contains { $0.untilOn.map { $0 >= today } ?? true }
        return Observed(
            days + held(letters, stays, zone) + followUps(through: today, zone),
            renewAt: goesOn ? zone.instant(of: month.next) : nil)
    }

    /// Stretches of a stay in which one letter was in force, each from the day it was signed.
    private func held(_ letters: LetterBook, _ stays: [ServicePeriod], _ zone: Zone) -> [Observation] {
        let issued = letters.versions.compactMap { letter in
            letter.issued.map { (version: letter.version, from: $0.inForceFrom) }
        }
        var lines: [Observation] = []
        for stay in stays {
            for (place, letter) in issued.enumerated() {
                let from = max(zone.instant(of: stay.fromOn), letter.from)
                let end = min(stay.end(in: zone), place + 1 < issued.count ? issued[place + 1].from : Observation.never)
                guard from < end else { continue }
                let on = signed.filter { $0.version == letter.version }.map(\.on).min()
                lines.append(
                    Observation(
                        .letter, place: lines.count, part: "\(letter.version)", unit: person.unitID,
                        assignedAt: from, untilAt: end, metAt: on.map { max(zone.instant(of: $0), from) }))
            }
        }
        return lines
    }

    /// One line for each month and quarter something is owed (S1-65); it is known at the end of the period.
    private func followUps(through today: LocalDay, _ zone: Zone) -> [Observation] {
        FollowUpAudience.allCases.flatMap { audience -> [Observation] in
            var period = FigurePeriod(FollowUpRule.grain(audience), holding: knownOn)
            var lines: [Observation] = []
            while period.first <= today, lines.count < PersonSight.mostPeriods {
                if FollowUpRule.owed(audience, to: person, hasFamily: hasFamily, in: period, on: today) != nil {
                    let done = followedUp.first { $0.audience == audience && $0.period == period }?.on
                    lines.append(
                        Observation(
                            .followUp, place: period.place(of: audience), part: audience.rawValue,
                            unit: person.unitID, assignedAt: zone.instant(of: period.first),
                            maturesAt: zone.instant(of: period.next), metAt: done.map { zone.instant(of: $0) }))
                }
                period = period.moved(by: 1)
            }
            return lines
        }
    }
}

extension FigurePeriod {
    /// One number for each month and quarter, whatever else is counted of the same person.
    fileprivate func place(of audience: FollowUpAudience) -> Int {
        (year * 12 + month) * 2 + (audience == .elder ? 0 : 1)
    }
}

extension ServicePeriod {
    /// The midnight after its last day.
    fileprivate func end(in zone: Zone) -> Instant {
        untilOn.map { zone.instant(of: $0.advanced(by: 1)) } ?? Observation.never
    }
}

extension Person {
    /// The stretches of service, ended by the day of death; the rule of `PersonStay`.
    fileprivate var served: [ServicePeriod] {
        periods.filter { $0.kind == .service }.compactMap { period in
            guard let diedOn else { return period }
            guard period.fromOn <= diedOn else { return nil }
            return ServicePeriod(from: period.fromOn, until: min(period.untilOn ?? diedOn, diedOn))
        }.sorted { $0.fromOn < $1.fromOn }
    }
}
