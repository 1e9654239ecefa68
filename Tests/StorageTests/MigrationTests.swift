import Foundation
import Storage
import TestKit
import Testing

/// How a store comes to its schema.
@Suite struct `Migrations` {
    private let second = Migration(name: "sample/002_hats", sql: "CREATE TABLE hats (id TEXT PRIMARY KEY);")

    @Test(arguments: Engine.available)
    func `each is applied once, in order`(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            #expect(try await database.migrate([sampleMigration]) == ["sample/001_rooms"])
            #expect(try await database.migrate([sampleMigration, second]) == ["sample/002_hats"])
            #expect(try await database.migrate([sampleMigration, second]) == [])
            let rows = try await database.read { try $0.rows("SELECT * FROM schema_migrations ORDER BY name") }
            #expect(try rows.map { try $0.get("name", as: String.self) } == ["sample/001_rooms", "sample/002_hats"])
            #expect(try rows.map { try $0.get("applied_at") } == [MovableClock.morning, MovableClock.morning])
        }
    }

    @Test(arguments: Engine.available)
    func `an edited one is refused with what to do`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            let edited = Migration(name: sampleMigration.name, sql: sampleMigration.sql + "\n")
            try await expectRefusal(saying: "was edited", database, [edited, second])
            await #expect(throws: StorageError.self) { try await database.read { try $0.rows("SELECT * FROM hats") } }
        }
    }

    @Test(arguments: Engine.available)
    func `a store newer than the program is refused`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration, second] }) { database in
            try await expectRefusal(saying: "sample/002_hats", database, [sampleMigration])
        }
    }

    @Test(arguments: Engine.available)
    func `one that fails leaves nothing and those before it stay`(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let boats = "CREATE TABLE boats (id TEXT);"
            let broken = Migration(name: "sample/003_broken", sql: boats + boats)
            try await expectRefusal(saying: "sample/003_broken", database, [second, broken])
            let lines = try await schemaDescription(of: database)
            #expect(lines.contains("hats: table"))
            #expect(!lines.contains("boats: table"))
            #expect(try await database.migrate([second]) == [])
        }
    }

    @Test(arguments: Engine.available)
    func `two of one name are refused`(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await expectRefusal(saying: "same name", database, [second, second])
        }
    }

    @Test(arguments: Engine.available)
    func `nodes that start together apply each once`(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let second = second
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 { group.addTask { try await database.migrate([sampleMigration, second]) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == ["sample/001_rooms", "sample/002_hats"])
        }
    }

    @Test func `a folder gives the plain files and the twins of its engine, in order`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("migrations-" + ProcessInfo.processInfo.globallyUniqueString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["002_search.sqlite", "001_cases", "002_search.postgres", "003_more"] {
            try "-- \(name)".write(to: folder.appendingPathComponent("\(name).sql"), atomically: true, encoding: .utf8)
        }
        for dialect in Dialect.allCases {
            let found = try Migration.load(slice: "casework", folder: folder, dialect: dialect)
            #expect(found.map(\.name) == ["casework/001_cases", "casework/002_search", "casework/003_more"])
            #expect(found[1].sql == "-- 002_search.\(dialect.rawValue)")
        }
    }

    @Test func `both engines make the same schema`() async throws {
        #expect(try await agreement(of: { _ in [sampleMigration] }) == [])
    }

    @Test(.enabled(if: Engine.available.contains(.postgres)))
    func `a schema that differs is told line by line`() async throws {
        let difference = try await agreement { dialect in
            let type = dialect == .sqlite ? "TEXT NOT NULL" : "BIGINT"
            return [Migration(name: "sample/001_odd", sql: "CREATE TABLE odd (id TEXT PRIMARY KEY, size \(type));")]
        }
        #expect(
            difference == [
                "only postgres: odd: column size integer", "only sqlite: odd: column size text required",
            ])
    }

    @Test(arguments: Engine.available)
    func `a schema is described in plain words`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            let lines = try await schemaDescription(of: database, except: ["schema_migrations", "late", "counters"])
            #expect(
                Set(lines) == [
                    "guests: table", "guests: column id text required", "guests: column room_id text required",
                    "guests: column name text required with default", "guests: primary key (id)",
                    "guests: foreign key (room_id) to rooms (id) on delete cascade",
                    "rooms: table", "rooms: column id text required", "rooms: column name text required",
                    "rooms: column beds integer required with default", "rooms: column area real",
                    "rooms: column photo bytes", "rooms: column note text", "rooms: column floor integer",
                    "rooms: primary key (id)", "rooms: unique (name, floor)",
                    "rooms: index rooms_floor_index (floor, name)",
                    "rooms: unique index rooms_note_open (note) partial",
                ])
        }
    }

    @Test func `text in quotes and comments is not translated`() async throws {
        try await withDatabase(migrations: { _ in [sampleMigration] }) { database in
            try await database.write { db in
                try db.run("INSERT INTO rooms (id, name) VALUES ('a', 'x')")
                try db.run("INSERT INTO guests (id, room_id) VALUES ('g', 'a')")
                #expect(try db.one("SELECT name FROM guests").get("name") == "a; BIGINT")
            }
            let strict = try await database.read {
                try $0.count("SELECT count(*) AS n FROM pragma_table_list WHERE type = 'table' AND strict = 1")
            }
            #expect(strict == 5)
        }
    }

    private func expectRefusal(
        saying words: String, _ database: any Migratable, _ migrations: [Migration]
    ) async throws {
        do {
            _ = try await database.migrate(migrations)
            Issue.record("The migrations should have been refused.")
        } catch StorageError.migration(let message) {
            #expect(message.contains(words))
        }
    }
}
