import Kernel
import Platform
import Storage

extension Standing {
    /// How the acting employee stands in the organisation today. Throws `Problem.signedOut` for anybody else.
    package static func of(_ actor: Actor, in db: any Connection) throws -> Standing {
        guard let staffID = actor.staffID else { throw Problem.signedOut }
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        let facts = try StaffFacts.relationsFacts(
            for: staffID, of: actor.organisationID, on: db.now.day(in: zone), in: db)
        return Standing(
            staffID: staffID, roles: actor.roles, units: facts.partOf, headedUnits: facts.headOver)
    }

    /// How several employees stand in the organisation on a day, with the roles they hold then.
    static func all(
        _ staff: [ID<Staff>], of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [Standing] {
        let name = "standings on \(day) of \(staff.map(\.text).joined(separator: " "))"
        return try db.once(name, from: ["staff_roles", "staff_units", "units"]) {
            let roles = try RoleGrant.roles(ofAll: staff, organisation: organisation, in: db)
            let facts = try StaffFacts.relationsFacts(forAll: staff, of: organisation, on: day, in: db)
            return staff.map { member in
                Standing(
                    staffID: member, roles: (roles[member] ?? []).union([.employee]),
                    units: facts[member]?.partOf ?? [], headedUnits: facts[member]?.headOver ?? [])
            }
        }
    }
}
