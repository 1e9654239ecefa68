import Foundation
import Kernel
import People
import Platform
import Storage

/// What the intake form offers to choose from, looked up for what was typed so far (登记可选项).
struct StaffIntakeLists: Sendable {
    /// Persons served who match, and the one already chosen.
    let persons: [PersonEntry]
    /// Employees who match, and those already chosen.
    let staff: [StaffMember]
    let units: [OrganisationUnit]
    /// The groups that can answer for a case, the usual one first.
    let groups: [OrganisationUnit]

    static let matchLimit = 8

    init(_ form: FormValues, actor: Actor, at desk: Desk, in db: any Connection) throws {
        let organisation = actor.organisationID
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        persons = try StaffIntakeLists.persons(form, actor, desk, db)
        staff = try StaffIntakeLists.staff(form, organisation, today, db)
        let standing = try UnitTree.load(of: organisation, in: db).units.filter { $0.isActive(on: today) }
        units = standing
        let handlers = try StaffIntakeLists.handlers(organisation, today, db)
        groups = standing.filter { $0.kind == .group }
            .sorted { (handlers[$0.id] ?? 0, $1.id) > (handlers[$1.id] ?? 0, $0.id) }
    }

    /// What of a form the lists depend on.
    struct FormValues: Sendable {
        let personQuery: String
        let person: ID<Person>?
        let staffQuery: String
        let staff: [ID<Staff>]
    }

    private static func persons(
        _ form: FormValues, _ actor: Actor, _ desk: Desk, _ db: any Connection
    ) throws -> [PersonEntry] {
        guard desk.rights.allows(PeopleAction.find.rawValue, to: actor) else { return [] }
        let finder = PersonFinder(actor, desk)
        var found: [PersonEntry] = []
        if let chosen = form.person { found += try finder.find(chosen, in: db) }
        if let query = PersonQuery(typed: form.personQuery) { found += try finder.find(query, in: db) }
        found += try finder.find(room: form.personQuery.trimmingCharacters(in: .whitespaces), in: db)
        var seen: Set<ID<Person>> = []
        return Array(found.filter { seen.insert($0.id).inserted }.prefix(matchLimit))
    }

    private static func staff(
        _ form: FormValues, _ organisation: ID<Organisation>, _ today: LocalDay, _ db: any Connection
    ) throws -> [StaffMember] {
        let chosen = try StaffMember.find(all: form.staff, of: organisation, in: db)
        var found = form.staff.compactMap { chosen[$0] }
        if !form.staffQuery.isEmpty {
            let filter = StaffMember.Filter(text: form.staffQuery, employedOn: today)
            found += try StaffMember.page(of: organisation, filter, limit: matchLimit, in: db).staff
                .filter { chosen[$0.id] == nil }
        }
        return found
    }

    /// How many members of each group handle complaints: the group with most is the usual one (S0-14).
    private static func handlers(
        _ organisation: ID<Organisation>, _ today: LocalDay, _ db: any Connection
    ) throws -> [ID<OrganisationUnit>: Int] {
        let rows = try db.rows(
            """
            SELECT m.unit_id, count(DISTINCT m.staff_id) AS n
            FROM staff_units m JOIN staff_roles r ON r.staff_id = m.staff_id AND r.revoked_at IS NULL
            WHERE m.organisation_id = \(organisation) AND m.from_on <= \(today)
                AND (m.to_on IS NULL OR m.to_on >= \(today))
                AND r.role IN \([Role.complaintHandler.rawValue, Role.complaintLeader.rawValue])
            GROUP BY m.unit_id
            """)
        return Dictionary(try rows.map { (try $0.get("unit_id"), try $0.get("n")) }, uniquingKeysWith: { $1 })
    }
}

extension PersonFinder {
    func find(room: String, in db: any Connection) throws -> [PersonEntry] {
        let (day, keys) = try context(in: db)
        return try Person.search(room: room, names: names, on: day, of: actor.organisationID, keys: keys, in: db)
    }

    func find(_ id: ID<Person>, in db: any Connection) throws -> [PersonEntry] {
        let (day, keys) = try context(in: db)
        return try Person.list([id], of: actor.organisationID, keys: keys, in: db)
            .map { PersonEntry($0, names: names, on: day) }
    }
}
