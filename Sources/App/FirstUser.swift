import Kernel
import Platform
import Web

extension Program {
    /// Makes an employee with an account, and the organisation when there is none yet. Returns the one-time password.
    /// Throws `Problem.invalid` when the first organisation has no name.
    package func addFirstUser(
        login: String, name: String, number: String, roles: Set<Role>, organisation: String?, kind: OrganisationKind
    ) async throws -> String {
        let profile = try await database.write { db in
            if let known = try OrganisationProfile.list(in: db).first { return known }
            let made = OrganisationProfile(
                id: db.newID(), name: organisation ?? "", kind: kind, zone: .shanghai, language: .chinese)
            try made.checked().save(in: db)
            return made
        }
        let door = StaffDoor(database: database, hasher: PasswordHasher(), rule: try .shipped())
        let password = try await door.bootstrap(
            organisation: profile.id, number: number, name: name, login: login, roles: roles,
            today: environs.now().day(in: profile.zone))
        return password.text
    }
}
