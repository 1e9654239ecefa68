import Foundation
import Kernel
import People
import Platform
import Storage

/// The small named world of tests, demonstrations and screenshots, as `Data/world.yaml` tells it: a home with units, posts, staff with accounts
/// and roles, residents with families. Ids are fixed, so that anything can name them.
package enum World {
    package static let password = "spring-sunshine-2026"
    package static let organisation: ID<Organisation> = id(1)
    static let began = day(2024, 3, 1)

    /// Somebody of the staff. The login is the office in pinyin; what it may do follows from the roles.
    package struct Member: Sendable {
        package let login: String
        package let name: String
        package let roles: [Role]
        package let units: [Unit]
        package let post: String
        package let isHead: Bool
        let number: Int

        package var id: ID<Staff> { World.id(2_000 + number) }
    }

    /// A unit of the home.
    package enum Unit: Int, CaseIterable, Sendable {
        case office = 1, nursing, firstFloor, secondFloor, logistics, catering, customers, quality, complaints,
            coordination

        package var id: ID<OrganisationUnit> { World.id(1_000 + rawValue) }

        var name: String { WorldData.known("\(self)", WorldData.shared.units["\(self)"]) }

        var kind: UnitKind {
            switch self {
            case .firstFloor, .secondFloor, .catering: .team
            case .complaints, .coordination: .group
            case .office, .nursing, .logistics, .customers, .quality: .department
            }
        }

        var parent: Unit? {
            switch self {
            case .firstFloor, .secondFloor: .nursing
            case .catering: .logistics
            case .office, .nursing, .logistics, .customers, .quality, .complaints, .coordination: nil
            }
        }
    }

    package static let members: [Member] = WorldData.shared.members.enumerated().map { index, told in
        Member(
            login: told.login, name: told.name, roles: told.roles, units: told.units.map(Unit.named), post: told.post,
            isHead: told.head ?? false, number: index + 1)
    }

    package static func member(_ login: String) -> Member? { members.first { $0.login == login } }

    /// A fixed id: the time part is the same for all, so they sort by number.
    package static func id<Subject>(_ number: Int) -> ID<Subject> {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        return ID(at: Instant(milliseconds: 1_709_251_200_000), random: [0, 0] + bytes)
    }

    static func day(_ year: Int, _ month: Int, _ day: Int) -> LocalDay {
        LocalDay(year: year, month: month, day: day) ?? LocalDay(daysSince1970: 19_783)
    }

    /// Makes the world, or what is missing of it. `cost` is what hashing the passwords costs. Returns whether the
    /// world is there: another organisation is left alone.
    @discardableResult
    package static func make(in program: Program, cost: PasswordCost = .standard) async throws -> Bool {
        let hash = try await PasswordHasher(cost: cost).hash(
            password, salt: program.environs.randomBytes(16))
        let desk = program.desk
        let isOurs = try await program.database.write { db in
            let known = try OrganisationProfile.list(in: db)
            if let first = known.first { return first.id == organisation }
            try makeOrganisation(in: db)
            try makeStaff(hash: hash, in: db)
            try make(residents, keys: try desk.vault.keyring(for: organisation, in: db), in: db)
            return true
        }
        desk.organisation.forget()
        try await program.database.read { try desk.vault.remember(organisation, in: $0) }
        return isOurs
    }

    private static func makeOrganisation(in db: any Connection) throws {
        let home = WorldData.shared.home
        try OrganisationProfile(
            id: organisation, name: home.name, kind: .careHome, zone: .shanghai, language: .chinese,
            phone: home.phone, address: home.address
        ).checked().save(in: db)
        for unit in Unit.allCases {
            try OrganisationUnit(
                id: unit.id, organisationID: organisation, parentID: unit.parent?.id, kind: unit.kind, name: unit.name,
                activeFrom: began
            ).save(in: db)
        }
    }

    private static func makeStaff(hash: String, in db: any Connection) throws {
        let system = Actor(organisationID: organisation, kind: .system)
        for (index, name) in Set(members.map(\.post)).sorted().enumerated() {
            try Post(id: id(1_500 + index), organisationID: organisation, name: name).save(in: db)
        }
        let posts = Dictionary(
            uniqueKeysWithValues: try Post.list(of: organisation, in: db).map { ($0.name, $0.id) })
        for member in members {
            try StaffMember(
                id: member.id, organisationID: organisation, number: "E\(1000 + member.number)", name: member.name,
                employedFrom: began
            ).checked().save(in: db)
            for (place, unit) in member.units.enumerated() {
                try Membership(
                    id: id(3_000 + member.number * 10 + place), staffID: member.id, unitID: unit.id,
                    postID: place == 0 ? posts[member.post] : nil, from: began
                ).save(of: organisation, in: db)
            }
            for role in [.employee] + member.roles { try RoleGrant.grant(role, to: member.id, by: system, in: db) }
            var account = try Account.create(for: member.id, login: member.login, hash: hash, by: system, in: db)
            account.mustChange = false
            try account.save(in: db)
            if member.isHead, let first = member.units.first { try appoint(member, to: first, in: db) }
        }
    }

    private static func appoint(_ member: Member, to unit: Unit, in db: any Connection) throws {
        var led = try OrganisationUnit.find(unit.id, of: organisation, in: db)
        led.headID = member.id
        try led.save(in: db)
    }
}
