import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Web

/// The small world of the organisation and identity tests: one care home, a cheap hasher, plain seals.
struct IdentityWorld: Sendable {
    let database: any Database
    let clock: MovableClock
    let home: ID<Organisation>

    static let today = LocalDay("2026-09-24")!
    static let origin = Session.Origin(device: "Firefox", address: "10.0.0.7")
    static let password = "Willow-tree-7-river"

    var door: StaffDoor { StaffDoor(database: database, hasher: hasher, rule: PasswordRule(common: ["password123!"])) }
    private let hasher = PasswordHasher(cost: PasswordCost(memoryKibibytes: 64, passes: 1, lanes: 1))
    var system: Actor { Actor(organisationID: home, kind: .system) }

    static func run(_ engine: Engine, _ body: (IdentityWorld) async throws -> Void) async throws {
        let clock = MovableClock()
        try await withDatabase(
            engine, clock: clock,
            migrations: { dialect in
                try Migration.load(slice: "platform", folder: PlatformFolder.named("Migrations"), dialect: dialect)
            },
            body: { database in
                let home = try await database.write { db in
                    let profile = OrganisationProfile(
                        id: db.newID(), name: "柳园养老院", kind: .careHome, zone: .shanghai, language: .chinese)
                    try profile.checked().save(in: db)
                    return profile.id
                }
                try await body(IdentityWorld(database: database, clock: clock, home: home))
            })
    }

    @discardableResult
    func hire(_ number: String, _ name: String) async throws -> ID<Staff> {
        let home = home
        return try await database.write { db in
            let member = StaffMember(
                id: db.newID(), organisationID: home, number: number, name: name, employedFrom: IdentityWorld.today)
            try member.checked().save(in: db)
            return member.id
        }
    }

    /// An employee whose password is `IdentityWorld.password` and need not be changed.
    func hireWithAccount(_ number: String, _ name: String, login: String) async throws -> ID<Staff> {
        let staff = try await hire(number, name)
        try await openAccount(of: staff, login: login)
        let hash = try await hasher.hash(IdentityWorld.password, salt: [UInt8](repeating: 7, count: 16))
        let (home, system) = (home, system)
        try await database.write { db in
            var account = try Account.find(of: staff, organisation: home, in: db)
            try account.setPassword(hash: hash, oneTime: false, by: system, in: db)
        }
        return staff
    }

    func openAccount(of staff: ID<Staff>, login: String) async throws {
        let (hash, system) = (try await door.oneTime().1, system)
        try await database.write { try Account.create(for: staff, login: login, hash: hash, by: system, in: $0) }
    }

    func addUnit(
        _ name: String, kind: UnitKind = .department, under parent: ID<OrganisationUnit>? = nil,
        head: ID<Staff>? = nil
    ) async throws -> OrganisationUnit {
        let home = home
        return try await database.write { db in
            let unit = OrganisationUnit(
                id: db.newID(), organisationID: home, parentID: parent, kind: kind, name: name, headID: head,
                activeFrom: IdentityWorld.today)
            try UnitTree.load(of: home, in: db).check(unit)
            try unit.save(in: db)
            return unit
        }
    }

    func signIn(_ login: String, _ password: String) async throws -> SignIn.Result {
        try await door.signIn(login: login, password: password, today: IdentityWorld.today, from: IdentityWorld.origin)
    }

    func actor(_ staff: ID<Staff>, _ roles: Set<Role>) -> Actor {
        Actor(organisationID: home, kind: .staff(staff, roles: roles))
    }
}

func made<Subject>(_ number: Int) -> ID<Subject> {
    ID(at: MovableClock.morning, random: [UInt8](repeating: UInt8(number), count: 10))
}
