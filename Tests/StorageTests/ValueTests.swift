import Kernel
import Storage
import TestKit
import Testing

/// What goes into a column comes out of it, on every engine.
@Suite struct `Values` {
    @Test(arguments: Engine.available)
    func `every shape of value comes back as it was`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            let day = try #require(LocalDay("2026-02-28"))
            try await database.write { db in
                let values: [SQLValue] = [
                    .integer(.max), .integer(.min), .integer(0), .real(0.1), .real(-1.5e300),
                    .real(.leastNonzeroMagnitude),
                    .text(""), .text("回音 👩‍👩‍👧 e\u{301}"), .bytes([]), .bytes([0, 255, 39, 92]), .bytes([UInt8](0...255)),
                ]
                for value in values {
                    let row = try db.one("SELECT \(value) AS v")
                    #expect(try row.get("v") == value)
                }
                #expect(try db.one("SELECT \(nil as String?) AS v").get("v", as: String?.self) == nil)
                #expect(try db.one("SELECT \(db.now) AS v").get("v") == db.now)
                #expect(try db.one("SELECT \(day) AS v").get("v") == day)
                #expect(try db.one("SELECT \(true) AS v").get("v") == true)
                #expect(try db.one("SELECT \(Money(yuan: 3)) AS v").get("v") == Money(fen: 300))
                #expect(try db.one("SELECT \(Role.mediator) AS v").get("v") == Role.mediator)
                #expect(try db.one("SELECT \(7.0) AS v").get("v") == 7.0)
                let id: ID<Staff> = db.newID()
                #expect(try db.one("SELECT \(id) AS v").get("v") == id)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `columns keep every shape, and nulls`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { db in
                try db.run(
                    """
                    INSERT INTO rooms (id, name, beds, area, photo, note)
                    VALUES ('a', 'Osmanthus', \(2), \(12), \(SQLValue.bytes([0, 1, 2])), \(nil as String?))
                    """)
            }
            let row = try await database.read { try $0.one("SELECT * FROM rooms") }
            #expect(try row.get("beds") == 2)
            #expect(try row.get("area") == 12.0)
            #expect(try row.get("photo") == [0, 1, 2] as [UInt8])
            #expect(try row.get("note", as: String?.self) == nil)
            #expect(throws: StorageError.badColumn("note")) { try row.get("note", as: String.self) }
            #expect(throws: StorageError.badColumn("absent")) { try row.get("absent", as: Int.self) }
            #expect(throws: StorageError.badColumn("name")) { try row.get("name", as: Int.self) }
        }
    }

    @Test(
        arguments: Engine.available,
        ["'; DROP TABLE rooms; --", "\"quoted\"", "back\\slash", "$1 ?1 :name", "100%", "line\nbreak\ttab", "'"])
    func `text is bound and never read as SQL`(engine: Engine, text: String) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { try $0.run("INSERT INTO rooms (id, name) VALUES ('a', \(text))") }
            let found = try await database.read { try $0.rows("SELECT name FROM rooms WHERE name = \(text)") }
            #expect(try found.map { try $0.get("name", as: String.self) } == [text])
        }
    }

    @Test(arguments: Engine.available)
    func `a megabyte of text and of bytes survives`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            let text = String(repeating: "养老院", count: 120_000)
            let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await database.write { db in
                try db.run("INSERT INTO rooms (id, name, photo) VALUES ('a', 'Lotus', \(SQLValue.bytes(bytes)))")
                try db.run("INSERT INTO guests (id, room_id, name) VALUES ('g', 'a', \(text))")
            }
            let row = try await database.read {
                try $0.one("SELECT guests.name, photo FROM rooms JOIN guests ON room_id = rooms.id")
            }
            #expect(try row.get("name") == text)
            #expect(try row.get("photo") == bytes)
        }
    }

    @Test(arguments: Engine.available)
    func `what one engine cannot hold is refused by both`(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            await #expect(throws: StorageError.badValue("text with U+0000")) {
                try await database.read { try $0.rows("SELECT \("a\u{0}b") AS v") }
            }
            for number in [Double.nan, .infinity, -.infinity] {
                await #expect(throws: StorageError.badValue("a number that is not finite")) {
                    try await database.read { try $0.rows("SELECT \(number) AS v") }
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a list is a list, and nothing is in an empty one`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { db in
                for name in ["a", "b", "c"] { try db.run("INSERT INTO rooms (id, name) VALUES (\(name), \(name))") }
            }
            func count(_ ids: [String]) async throws -> Int {
                try await database.read { try $0.count("SELECT count(*) AS n FROM rooms WHERE id IN \(ids)") }
            }
            #expect(try await count(["a", "c", "z"]) == 2)
            #expect(try await count([]) == 0)
            #expect(try await count((0..<500).map(String.init) + ["b"]) == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `sums and averages come as plain numbers`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { db in
                for beds in 1...4 {
                    try db.run("INSERT INTO rooms (id, name, beds) VALUES (\("r\(beds)"), 'x', \(beds))")
                }
            }
            let row = try await database.read { db in
                try db.one(
                    """
                    SELECT sum(beds) AS total, avg(beds) AS mean, sum(area) AS none, count(*) AS n, max(beds) AS most
                    FROM rooms
                    """)
            }
            #expect(try row.get("total") == 10)
            #expect(try row.get("mean") == 2.5)
            #expect(try row.get("none", as: Double?.self) == nil)
            #expect(try row.get("n") == 4)
            #expect(try row.get("most") == 4)
        }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 16, 100])
    func `chance gives as many bytes as were asked for, and others each time`(count: Int) {
        let drawn = (0..<20).map { _ in Environs.live.randomBytes(count) }
        #expect(drawn.allSatisfy { $0.count == count })
        if count >= 16 { #expect(Set(drawn).count == 20) }
        // Every place takes part: a byte that stays what it was would be seen in twenty draws.
        for place in 0..<count { #expect(Set(drawn.map { $0[place] }).count > 1) }
    }
}
