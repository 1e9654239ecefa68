import Casework
import Kernel
import People
import Platform
import Storage

/// Who is to be followed up in a period (本期应回访名单), computed from who is in service less what was done.
package struct FollowUpList: Sendable {
    /// Somebody to whom a follow-up is owed.
    package struct Line: Sendable {
        package let person: Person
        package let way: FollowUpRule.Way
        let done: FollowUp.Done?
    }

    package let lines: [Line]
    package let next: PersonCode?

    package static let pageSize = 50
    /// More persons than these are not counted.
    static let personLimit = 5000

    /// A page of everybody in service at the end of the period or today, with what is owed to them. Persons to whom
    /// nothing is owed are left out, so a page may be short.
    package init(
        _ audience: FollowUpAudience, in period: FigurePeriod, units: Set<ID<OrganisationUnit>> = [],
        after code: PersonCode? = nil, limit: Int = pageSize, on today: LocalDay, of organisation: ID<Organisation>,
        at desk: Desk, in db: any Connection
    ) throws {
        let keys = try desk.vault.keyring(for: organisation, in: db)
        let day = min(today, period.next.advanced(by: -1))
        let page = try Person.list(
            PersonFilter(units: units, statuses: [.inService, .inHospital]), after: code, limit: limit, names: .none,
            on: day, of: organisation, keys: keys, in: db)
        let ids = page.entries.map(\.id)
        let persons = try Person.list(ids, of: organisation, keys: keys, in: db)
        let families = audience == .family ? try FollowUpList.families(of: ids, organisation, in: db) : []
        let done = try FollowUp.done(audience, in: period, for: ids, of: organisation, in: db)
        lines = persons.compactMap { person in
            FollowUpRule.owed(audience, to: person, hasFamily: families.contains(person.id), in: period, on: day)
                .map { Line(person: person, way: $0, done: done[person.id]) }
        }
        next = page.next
    }

    /// Which of the persons have somebody who can be called.
    private static func families(
        of persons: [ID<Person>], _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> Set<ID<Person>> {
        let rows = try db.rows(
            """
            SELECT DISTINCT person_id FROM relatives
            WHERE organisation_id = \(organisation) AND person_id IN \(persons)
            """)
        return Set(try rows.map { try $0.get("person_id") })
    }
}

/// How follow-ups of a period went (回访完成情况, S1-65): done of those due, and by which way (S1-64).
package struct FollowUpCount: Hashable, Sendable {
    package private(set) var rate = Rate()
    package private(set) var modes: [FollowUpMode: Int] = [:]
    package private(set) var cases = 0

    package init(
        _ audience: FollowUpAudience, in period: FigurePeriod, units: Set<ID<OrganisationUnit>> = [],
        on today: LocalDay,
        of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws {
        var (after, seen): (PersonCode?, Int) = (nil, 0)
        repeat {
            let page = try FollowUpList(
                audience, in: period, units: units, after: after, limit: Person.pageLimit, on: today, of: organisation,
                at: desk, in: db)
            for line in page.lines {
                rate.of += 1
                guard let done = line.done else { continue }
                rate.met += 1
                modes[done.mode, default: 0] += 1
                if done.caseID != nil { cases += 1 }
            }
            seen += Person.pageLimit
            after = page.next
        } while after != nil && seen < FollowUpList.personLimit
    }
}
