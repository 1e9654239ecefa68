import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Web

/// 2026-09-24, the day the tests' clock shows.
let today = LocalDay(year: 2026, month: 9, day: 24)!

/// The named world of these tests: one care home, one floor, Wang Xiufang and her family.
enum World {
    static let home = ID<Organisation>("00000000-0000-7000-8000-000000000001")!
    static let floor = ID<OrganisationUnit>("00000000-0000-7000-8000-000000000002")!
    static let otherHome = ID<Organisation>("00000000-0000-7000-8000-000000000009")!
    static let idNumber = IdentityNumber("11010519491231002X")!
    static let words: ImportWords = {
        let catalogue = (try? Catalogue(folders: [PeopleFolder.named("Strings")]))!
        return ImportWords(catalogue)
    }()

    static func id<T>(_ number: Int, _ type: T.Type = T.self) -> ID<T> {
        let digits = String(number)
        return ID("00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)!
    }

    static func wang(
        level: AbilityLevel? = nil, cognitionImpaired: Bool = false, diedOn: LocalDay? = nil
    ) -> Person {
        Person(
            id: id(100), organisationID: home, code: PersonCode(number: 1), name: "王秀芳", sex: .female,
            bornOn: LocalDay("1949-12-31"), unitID: floor, place: Place(room: "301", bed: "A"),
            ability: level.map { AbilityAssessment(level: $0, assessedOn: today.advanced(by: -30)) },
            cognitionImpaired: cognitionImpaired,
            communication: Communication(needs: [.hearing, .largePrint], dialect: "沪语"),
            periods: [ServicePeriod(from: LocalDay("2025-03-01")!)], diedOn: diedOn)
    }

    static func relative(
        _ number: Int = 201, _ relation: Kinship = .child, scope: Set<DisclosureTopic> = [], spokesperson: Bool = false,
        conflict: String = "", _ authorities: Authority...
    ) -> Relative {
        Relative(
            id: id(number), organisationID: home, personID: id(100), name: "李明", relation: relation, scope: scope,
            isSpokesperson: spokesperson, conflictNote: conflict, authorities: authorities)
    }

    static func authority(
        _ kind: Authority.Kind, until: LocalDay? = nil, revokedOn: LocalDay? = nil, number: Int = 301
    ) -> Authority {
        let document: Authority.Document? =
            switch kind {
            case .agent: Authority.Document(kind: .powerOfAttorney, reference: "委-2025-007")
            case .guardian: Authority.Document(kind: .courtDecision, reference: "民特-2025-12")
            case .payer, .emergencyContact: nil
            }
        let authority = try? Authority(
            id: id(number), kind: kind, document: document, validFrom: LocalDay("2025-03-01")!, validUntil: until,
            revokedOn: revokedOn)
        return authority!
    }

    static func consent(
        _ kind: Consent.Kind, _ decision: Consent.Decision, on day: LocalDay = today, about relative: Int? = nil,
        by giver: Consent.Giver = .person, number: Int = 401
    ) -> Consent {
        Consent(
            id: id(number), organisationID: home, personID: id(100), kind: kind, decision: decision, version: "2026-1",
            decidedOn: day, givenBy: giver, relativeID: relative.map { id($0) }, recordedAt: MovableClock.morning,
            recordedBy: "system")
    }
}

/// A migrated store with the home, its floor and its keys.
func withHome(
    _ engine: Engine, _ body: (any Database & Migratable, Keyring) async throws -> Void
) async throws {
    let clock = MovableClock()
    let migrations: (Dialect) throws -> [Migration] = { dialect in
        try Migration.load(slice: "platform", folder: PlatformFolder.named("Migrations"), dialect: dialect)
            + People.migrations(dialect)
    }
    let name = "huiyin-people-" + hex(Environs.live.randomBytes(8))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    defer { try? FileManager.default.removeItem(at: folder) }
    let keyFile = try KeyFile.openOrCreate(
        at: folder.appendingPathComponent("key"), randomBytes: { clock.environs.randomBytes($0) })
    let vault = Vault(keyFile: keyFile, randomBytes: clock.environs.randomBytes)
    try await withDatabase(engine, clock: clock, migrations: migrations) { database in
        let keys = try await database.write { db in
            for (id, name) in [(World.home, "柳岸养老院"), (World.otherHome, "梅园养老院")] {
                try db.run(
                    """
                    INSERT INTO organisations (id, name, kind, zone, language, phone, address, created_at)
                    VALUES (\(id), \(name), 'care_home', 'Asia/Shanghai', 'zh-Hans', '', '', \(db.now))
                    """)
            }
            try db.run(
                """
                INSERT INTO units (id, organisation_id, kind, name, active_from_on)
                VALUES (\(World.floor), \(World.home), 'floor', '三楼', '2025-01-01')
                """)
            return try vault.keyring(for: World.home, in: db)
        }
        try await body(database, keys)
    }
}
