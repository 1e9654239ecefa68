import Kernel
import People
import Platform
import Storage
import Web

/// The small named world (演示与测试): one care home with its units, staff, residents and families. Its ids are fixed
/// and sort before anything made later.
package struct World: Sendable {
    /// What every account of the world signs in with.
    package static let password = "spring-sunshine-2026"
    package static let homeID: ID<Organisation> = made(1, 1)

    /// Employees by login, in the order of the file.
    package let logins: [String]
    package let staff: [String: ID<Staff>]
    package let units: [String: ID<OrganisationUnit>]
    package let people: [ID<Person>]

    /// Makes the world in an empty store; an organisation that is there already is left as it is. `cost` is cheap in
    /// tests, where what is hashed protects nobody.
    package static func make(in program: Program, cost: PasswordCost = .standard) async throws -> World {
        let data = try WorldData.load()
        let world = World(data)
        let isEmpty = try await program.database.read { try OrganisationProfile.list(in: $0).isEmpty }
        guard isEmpty else { return world }
        let hasher = PasswordHasher(cost: cost)
        let hash = try await hasher.hash(password, salt: program.environs.randomBytes(16))
        let vault = program.desk.vault
        try await program.database.write { db in
            try world.found(data, in: db)
            let keys = try vault.keyring(for: homeID, in: db)
            try world.hire(data, hash: hash, in: db)
            for (index, person) in data.people.enumerated() { try world.admit(person, index, keys, in: db) }
        }
        program.desk.organisation.forget()
        return world
    }

    private init(_ data: WorldData) {
        logins = data.staff.map(\.login)
        staff = Dictionary(
            uniqueKeysWithValues: data.staff.enumerated().map { ($0.element.login, World.made(2, $0.offset + 1)) })
        units = Dictionary(
            uniqueKeysWithValues: data.units.enumerated().map { ($0.element.key, World.made(3, $0.offset + 1)) })
        people = data.people.indices.map { World.made(4, $0 + 1) }
    }

    private static func made<Subject>(_ kind: UInt8, _ number: Int) -> ID<Subject> {
        ID(at: Instant(milliseconds: 0), random: [0, 0, 0, 0, 0, 0, 0, kind, UInt8(number >> 8), UInt8(number & 255)])
    }

    private var began: LocalDay { LocalDay(daysSince1970: 20_089) }

    private func found(_ data: WorldData, in db: any Connection) throws {
        guard let kind = OrganisationKind(rawValue: data.organisation.kind) else {
            throw StorageError.badColumn("kind")
        }
        try OrganisationProfile(
            id: World.homeID, name: data.organisation.name, kind: kind, zone: .shanghai, language: .chinese,
            phone: data.organisation.phone, address: data.organisation.address
        ).save(in: db)
        for (index, name) in data.posts.enumerated() {
            try Post(id: World.made(5, index + 1), organisationID: World.homeID, name: name).save(in: db)
        }
    }

    private func hire(_ data: WorldData, hash: String, in db: any Connection) throws {
        let system = Actor(organisationID: World.homeID, kind: .system)
        for member in data.staff {
            guard let id = staff[member.login] else { continue }
            try StaffMember(
                id: id, organisationID: World.homeID, number: member.number, name: member.name, employedFrom: began
            ).save(in: db)
        }
        for unit in data.units {
            guard let id = units[unit.key], let kind = UnitKind(rawValue: unit.kind) else { continue }
            try OrganisationUnit(
                id: id, organisationID: World.homeID, parentID: unit.parent.flatMap { units[$0] }, kind: kind,
                name: unit.name, headID: unit.head.flatMap { staff[$0] }, activeFrom: began
            ).save(in: db)
        }
        for member in data.staff {
            guard let id = staff[member.login] else { continue }
            let post = data.posts.firstIndex(of: member.post).map { World.made(5, $0 + 1) as ID<Post> }
            for key in member.units {
                guard let unit = units[key] else { continue }
                try Membership(id: db.newID(), staffID: id, unitID: unit, postID: post, from: began)
                    .save(of: World.homeID, in: db)
            }
            for role in member.roles.compactMap(Role.init(rawValue:)) + [.employee] {
                try RoleGrant.grant(role, to: id, by: system, in: db)
            }
            try Account.create(for: id, login: member.login, hash: hash, by: system, in: db)
            var account = try Account.find(of: id, organisation: World.homeID, in: db)
            account.mustChange = false
            try account.save(in: db)
        }
    }

    private func admit(_ served: WorldData.Served, _ index: Int, _ keys: Keyring, in db: any Connection) throws {
        let id: ID<Person> = people[index]
        let ability = AbilityLevel(rawValue: served.ability).map { AbilityAssessment(level: $0, assessedOn: began) }
        try Person(
            id: id, organisationID: World.homeID, code: PersonCode.next(for: World.homeID, in: db), name: served.name,
            sex: Sex(rawValue: served.sex) ?? .unknown, bornOn: LocalDay(served.born), unitID: units[served.unit],
            place: Place(room: served.room, bed: served.bed), payer: Payer(rawValue: served.payer) ?? .other,
            ability: ability, cognitionImpaired: served.cognition ?? false, periods: [ServicePeriod(from: began)]
        ).save(keys: keys, in: db)
        for (place, kin) in served.relatives.enumerated() {
            let relativeID: ID<Relative> = World.made(6, index * 10 + place + 1)
            let relative = Relative(
                id: relativeID, organisationID: World.homeID, personID: id, name: kin.name,
                relation: Kinship(rawValue: kin.relation) ?? .otherRelative,
                scope: Set(kin.topics.compactMap(DisclosureTopic.init(rawValue:))),
                isSpokesperson: kin.spokesperson ?? false, priority: place + 1)
            try relative.save(keys: keys, in: db)
            try Relative.savePhone(PhoneNumber(kin.phone), of: relativeID, World.homeID, keys: keys, in: db)
            for kind in kin.authorities.compactMap(Authority.Kind.init(rawValue:)) {
                try authority(kind, in: db).record(of: relativeID, World.homeID, in: db)
            }
        }
    }

    private func authority(_ kind: Authority.Kind, in db: any Connection) throws -> Authority {
        let paper: Authority.Document? =
            switch kind {
            case .agent: .init(kind: .powerOfAttorney, reference: "2025-01")
            case .guardian: .init(kind: .appointment, reference: "2025-02")
            case .emergencyContact, .payer: nil
            }
        return try Authority(id: db.newID(), kind: kind, document: paper, validFrom: began)
    }
}
