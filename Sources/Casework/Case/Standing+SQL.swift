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
}
