import Deadlines
import Foundation
import Kernel
import Platform
import Storage
import Synchronization
import TestKit
import Web

@testable import Duties

func day(_ text: String) -> LocalDay { LocalDay(text)! }

func moment(_ text: String) -> Instant { Instant(iso8601: text)! }

/// A rule with what matters for a test.
func rule(
    _ code: DutyCode = "resident_follow_up", every: Rhythm = .monthly, due: String = "end", rest: RestDays = .stay,
    owner: DutyOwner = .role(.customerRelations), scope: DutyScopeKind = .organisation, minimumDays: Int = 1,
    evidence: DutyEvidence = .note, reminders: [Int] = [], lastWorkingDay: Bool = false, ladder: [LadderStep] = [],
    isOn: Bool = true
) -> DutyRule {
    DutyRule(
        code: code, name: BilingualText(chinese: "回访", english: "Follow-up"),
        why: BilingualText(chinese: "为了老人", english: "For the residents"), rhythm: every, due: DuePoint(due)!,
        rest: rest, owner: owner, scope: scope, evidence: evidence, minimumDays: minimumDays, reminders: reminders,
        remindsOnLastWorkingDay: lastWorkingDay, ladder: ladder, isOn: isOn)
}

/// A small house in a real store: a head, a unit, whoever follows up, and residents by their ids.
struct DutyWorld: Sendable {
    let database: any Database
    let clock: MovableClock
    let duties: DutyDesk
    let residents: Residents

    /// The residents of a test, who may come and go.
    final class Residents: Sendable {
        private let all = Mutex<[ScopeSubject]>([])
        var subjects: [ScopeSubject] { all.withLock { $0 } }

        func set(_ subjects: [ScopeSubject]) {
            all.withLock { $0 = subjects.sorted { $0.scope < $1.scope } }
        }

        func among(_ days: ClosedRange<LocalDay>, after: String, limit: Int) -> [ScopeSubject] {
            let here = subjects.filter { subject in
                subject.scope.id > after
                    && subject.stays.contains { $0.from <= days.upperBound && $0.until ?? days.lowerBound >= days.lowerBound }
            }
            return Array(here.prefix(limit))
        }
    }

    static let organisation: ID<Organisation> = id(1)
    static let unit: ID<OrganisationUnit> = id(10)
    static let (head, carer, deputy, boss, director): (ID<Staff>, ID<Staff>, ID<Staff>, ID<Staff>, ID<Staff>) = (
        id(21), id(22), id(23), id(24), id(25)
    )

    static func id<Subject>(_ number: Int) -> ID<Subject> {
        ID(at: Instant(milliseconds: 1_700_000_000_000), random: [0, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(number)])
    }

    static func actor(_ staff: ID<Staff>, _ roles: Role...) -> Actor {
        Actor(organisationID: organisation, kind: .staff(staff, roles: Set(roles).union([.employee])))
    }

    static let caring = actor(carer, .customerRelations)
    static let supervising = actor(boss, .supervisor)
    static let directing = actor(director, .director)
    static let leadingUnit = actor(head, .unitHead)

    static func migrations(_ dialect: Dialect) throws -> [Migration] {
        try [("platform", PlatformFolder.url), ("duties", DutiesFolder.url)].flatMap { slice, folder in
            try Migration.load(slice: slice, folder: folder.appendingPathComponent("Migrations"), dialect: dialect)
        }
    }

    static func run(
        _ engine: Engine = .sqlite, at start: String = "2026-01-05T09:00:00+08:00", rules: [DutyRule],
        residents subjects: [ScopeSubject] = [], _ body: (DutyWorld) async throws -> Void
    ) async throws {
        let clock = MovableClock(at: moment(start))
        try await withDatabase(engine, clock: clock, migrations: migrations) { database in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                hex(Environs.live.randomBytes(8)))
            defer { try? FileManager.default.removeItem(at: folder) }
            let residents = Residents()
            residents.set(subjects)
            let desk = try makeDesk(database, clock, folder, rules, residents)
            try await database.write { try settle(in: $0) }
            try await body(
                DutyWorld(
                    database: database, clock: clock,
                    duties: DutyDesk(desk: desk, scopes: scopes(residents), shipped: rules), residents: residents))
        }
    }

    private static func scopes(_ residents: Residents) -> DutyScopes {
        DutyScopes(
            residents: { _, days, after, limit, _ in residents.among(days, after: after, limit: limit) },
            names: { _, _, _, _ in [:] })
    }

    private static func makeDesk(
        _ database: any Database, _ clock: MovableClock, _ folder: URL, _ rules: [DutyRule], _ residents: Residents
    ) throws -> Desk {
        let keyFile = try KeyFile.openOrCreate(
            at: folder.appendingPathComponent("key"), randomBytes: Environs.live.randomBytes)
        let scopes = scopes(residents)
        return Desk(
            database: database, vault: Vault(keyFile: keyFile, randomBytes: clock.randomBytes),
            files: FileStore(
                folder: folder.appendingPathComponent("files"),
                environs: Environs(now: clock.environs.now, randomBytes: Environs.live.randomBytes)),
            catalogue: try Catalogue(folders: []), rights: Rights(DutyRights.lines),
            reactions: [Duties.reaction(to: rules)],
            attentions: [
                Duty.subjectKind: { stored, attentions, reading, db, desk in
                    try DutyDesk(desk: desk, scopes: scopes, shipped: rules).attend(stored, attentions, reading, in: db)
                }
            ], organisation: OrganisationCache(database: database), publicAddress: "http://localhost")
    }

    private static func settle(in db: any Connection) throws {
        let began = day("2024-01-01")
        try OrganisationProfile(
            id: organisation, name: "Willow House", kind: .careHome, zone: .shanghai, language: .chinese
        ).save(in: db)
        let system = Actor(organisationID: organisation, kind: .system)
        let people: [(ID<Staff>, String, [Role])] = [
            (head, "Head", [.unitHead]), (carer, "Carer", [.customerRelations]), (deputy, "Deputy", []),
            (boss, "Boss", [.supervisor]), (director, "Director", [.director]),
        ]
        for (index, (id, name, roles)) in people.enumerated() {
            try StaffMember(
                id: id, organisationID: organisation, number: "\(index)", name: name, employedFrom: began
            ).save(in: db)
            for role in roles { try RoleGrant.grant(role, to: id, by: system, in: db) }
        }
        try OrganisationUnit(
            id: unit, organisationID: organisation, parentID: nil, kind: .department, name: "First floor", headID: head,
            activeFrom: began
        ).save(in: db)
    }

    /// Works until nothing is left to lay.
    func lay() async throws {
        while try await database.write({ try duties.advance(DutyWorld.organisation, in: $0) }) {}
    }

    @discardableResult
    func take(_ deed: DutyDeed, on id: ID<Duty>, by actor: Actor) async throws -> Duty {
        try await database.write { try duties.take(deed, on: id, by: actor, in: $0) }
    }

    func all(_ state: DutyState? = nil) async throws -> [Duty] {
        let found = try await database.read { db in
            try db.rows("SELECT * FROM duties ORDER BY due_at, scope_id, period_key, id").map(Duty.init)
        }
        return found.filter { state == nil || $0.state == state }
    }

    func announce(_ rule: DutyRule, from text: String) async throws {
        try await database.write { db in
            try duties.announce(rule, from: day(text), by: DutyWorld.directing, in: db)
        }
    }

    /// The reading of a duty's clock now.
    func reading(_ duty: Duty) async throws -> Reading {
        try await database.read { db in
            let stored = try StoredClock.list(of: duty.subject, in: db)[0]
            return stored.clock.reading(
                at: db.now, in: try OrganisationCalendar.load(DutyWorld.organisation, in: db))
        }
    }

    func events(_ duty: Duty) async throws -> [String] {
        let desk = duties.desk
        return try await database.read { try Event.list(of: duty.subject, at: desk, in: $0).map(\.kind) }
    }

    func notices(of actor: Actor) async throws -> [StaffNotice] {
        try await database.read { try StaffNotice.unread(of: actor, in: $0) }
    }
}
