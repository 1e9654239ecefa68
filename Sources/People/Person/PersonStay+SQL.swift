import Kernel
import Platform
import Storage

/// From when to when somebody was in service, without anything that is sealed (在院期间): the view for those who only
/// count, such as duties owed for each resident.
package struct PersonStay: Hashable, Sendable {
    package let id: ID<Person>
    package let unitID: ID<OrganisationUnit>?
    /// The stretches of service, ended by the day of death.
    package let periods: [ServicePeriod]

    /// Whoever was in service on some day of the range, in the order of their ids, from behind an id.
    package static func page(
        of organisationID: ID<Organisation>, on days: ClosedRange<LocalDay>, after: String, limit: Int,
        in db: any Connection
    ) throws -> [PersonStay] {
        let rows = try db.rows(
            """
            SELECT p.id, p.unit_id, p.died_on FROM persons p
            WHERE p.organisation_id = \(organisationID) AND p.id > \(after)
                AND EXISTS (SELECT 1 FROM service_periods s WHERE s.organisation_id = p.organisation_id
                    AND s.person_id = p.id AND s.kind = 'service' AND s.from_on <= \(days.upperBound)
                    AND (s.until_on IS NULL OR s.until_on >= \(days.lowerBound)))
            ORDER BY p.id LIMIT \(limit)
            """)
        let periods = try ServicePeriod.list(of: rows.map { try $0.get("id") }, organisationID, in: db)
        return try rows.map { row in
            let id: ID<Person> = try row.get("id")
            let diedOn: LocalDay? = try row.get("died_on")
            let served = (periods[id] ?? []).filter { $0.kind == .service }.compactMap { period -> ServicePeriod? in
                guard let diedOn else { return period }
                guard period.fromOn <= diedOn else { return nil }
                return ServicePeriod(from: period.fromOn, until: min(period.untilOn ?? diedOn, diedOn))
            }
            return PersonStay(id: id, unitID: try row.get("unit_id"), periods: served)
        }
    }
}

extension Person {
    /// How a reader may call several persons: the whole name by right, else masked.
    package static func shownNames(
        _ ids: [ID<Person>], to actor: Actor, on day: LocalDay, at desk: Desk, in db: any Connection
    ) throws -> [ID<Person>: String] {
        if ids.isEmpty { return [:] }
        let keys = try desk.vault.keyring(for: actor.organisationID, in: db)
        var grants: [ID<OrganisationUnit>?: ViewGrant] = [:]
        var names: [ID<Person>: String] = [:]
        for person in try list(ids, of: actor.organisationID, keys: keys, in: db) {
            if grants[person.unitID] == nil {
                grants[person.unitID] = try PersonReader.of(actor, unit: person.unitID, on: day, desk, in: db).names
            }
            names[person.id] = person.shownName(grants[person.unitID] ?? .masked)
        }
        return names
    }
}
