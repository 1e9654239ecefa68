import Deadlines
import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Web

@testable import Casework

/// The named world of `World` in a real store: the same people with their roles and units, and a desk to work at.
struct StoreWorld: Sendable {
    let database: any Database
    let clock: MovableClock
    let cases: CaseDesk

    var desk: Desk { cases.desk }

    static func run(
        _ engine: Engine = .sqlite, at start: Instant = World.thursday,
        _ body: (StoreWorld) async throws -> Void
    ) async throws {
        let clock = MovableClock(at: start)
        try await withDatabase(
            engine, clock: clock,
            migrations: { dialect in
                try [("platform", PlatformFolder.url), ("people", PeopleFolder.url), ("casework", CaseworkFolder.url)]
                    .flatMap { slice, folder in
                        try Migration.load(
                            slice: slice, folder: folder.appendingPathComponent("Migrations"), dialect: dialect)
                    }
            },
            body: { database in
                let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                    hex(Environs.live.randomBytes(8)))
                defer { try? FileManager.default.removeItem(at: folder) }
                let cases = try makeDesk(database, clock, folder)
                try await database.write { try settle(in: $0) }
                try await body(StoreWorld(database: database, clock: clock, cases: cases))
            })
    }

    private static func makeDesk(_ database: any Database, _ clock: MovableClock, _ folder: URL) throws -> CaseDesk {
        let keyFile = try KeyFile.openOrCreate(
            at: folder.appendingPathComponent("key"), randomBytes: Environs.live.randomBytes)
        let rules = try World.data.get()
        let desk = Desk(
            database: database, vault: Vault(keyFile: keyFile, randomBytes: clock.randomBytes),
            files: FileStore(
                folder: folder.appendingPathComponent("files"),
                environs: Environs(now: clock.environs.now, randomBytes: Environs.live.randomBytes)),
            catalogue: try Catalogue(folders: []), rights: Rights(CaseworkRights.lines), reactions: [],
            attentions: [
                "case": { stored, attentions, reading, db, desk in
                    try CaseDesk(desk: desk, rules: rules).attend(stored, attentions, reading, in: db)
                }
            ], rounds: [{ try await CaseDesk(desk: $0, rules: rules).followAbsences() }],
            organisation: OrganisationCache(database: database), publicAddress: "http://localhost")
        return CaseDesk(desk: desk, rules: rules)
    }

    private static func settle(in db: any Connection) throws {
        try OrganisationProfile(
            id: World.organisation, name: "Willow House", kind: .careHome, zone: .shanghai, language: .chinese
        ).save(in: db)
        let day = LocalDay(year: 2026, month: 1, day: 1)!
        let people: [(ID<Staff>, String, [Role])] = [
            (World.receiver, "Receiver", [.customerService]), (World.handler, "Handler", []),
            (World.other, "Other", []), (World.boss, "Boss", [.supervisor, .director, .chiefExecutive]),
            (World.named, "Named", []), (World.head, "Head", [.unitHead]), (World.reviewer, "Reviewer", []),
        ]
        let system = Actor(organisationID: World.organisation, kind: .system)
        for (index, (id, name, roles)) in people.enumerated() {
            try StaffMember(
                id: id, organisationID: World.organisation, number: "\(index)", name: name, employedFrom: day
            ).save(in: db)
            for role in roles { try RoleGrant.grant(role, to: id, by: system, in: db) }
        }
        for (id, kind, name, head) in [
            (World.group, UnitKind.group, "Complaint group", nil), (World.kitchen, .department, "Kitchen", World.head),
        ] {
            try OrganisationUnit(
                id: id, organisationID: World.organisation, parentID: nil, kind: kind, name: name, headID: head,
                activeFrom: day
            ).save(in: db)
        }
        for (staff, unit) in [(World.receiver, World.group), (World.head, World.kitchen)] {
            try Membership(id: db.newID(), staffID: staff, unitID: unit, from: day).save(
                of: World.organisation, in: db)
        }
    }

    /// Registers the cold soup, or whatever `change` makes of it.
    func receive(
        by actor: Actor = World.receiving, _ change: @escaping @Sendable (inout Registration) -> Void = { _ in }
    ) async throws -> Received {
        let cases = cases
        return try await database.write { db in
            try cases.receive(by: actor, in: db) { id, number in
                var registration = World.registration()
                registration.id = id
                registration.number = number
                registration.receivedAt = db.now
                change(&registration)
                return registration
            }
        }
    }

    @discardableResult
    func take(_ step: CaseStep, on id: ID<Case>, by actor: Actor) async throws -> Case {
        let cases = cases
        return try await database.write { try cases.take(step, on: id, by: actor, in: $0) }
    }

    func find(_ id: ID<Case>) async throws -> Case {
        let desk = desk
        return try await database.read { try Case.find(id, of: World.organisation, at: desk, in: $0) }
    }

    func clocks(of id: ID<Case>) async throws -> [String: StoredClock] {
        let list = try await database.read { try StoredClock.list(of: Case.subject(id), in: $0) }
        return Dictionary(uniqueKeysWithValues: list.map { ($0.kind.rawValue, $0) })
    }

    func talk() -> CaseCommunication { World.talk(at: clock.now) }
}

extension StoreWorld {
    /// A complaint of level Ⅳ solved at once and closed by its first receiver.
    func solveAtOnce(_ id: ID<Case>) async throws {
        try await take(.grading(.init(level: .four)), on: id, by: World.receiving)
        try await take(
            .settlement(
                Settlement(
                    answer: "Warm soup was brought", finding: .upheld, communication: talk(), satisfied: true)),
            on: id, by: World.receiving)
        try await take(.closure(Closure(summary: "Warm soup", learning: "Lids")), on: id, by: World.receiving)
    }
}
