import Kernel
import Storage
import TestKit
import Testing

/// The common tongue: what slices may write, meaning the same on every engine.
@Suite struct `Statements` {
    private func withRooms(_ engine: Engine, _ body: @escaping @Sendable (any Connection) throws -> Void) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { db in
                for (id, name, beds, floor) in [("a", "Lotus", 1, 2), ("b", "Plum", 2, 1), ("c", "Pine", 4, 2)] {
                    try db.run(
                        "INSERT INTO rooms (id, name, beds, floor) VALUES (\(id), \(name), \(beds), \(floor))")
                }
                try db.run("INSERT INTO rooms (id, name) VALUES ('d', 'Attic')")
                try body(db)
            }
        }
    }

    private static func texts(_ rows: [Row], _ column: String) throws -> [String] {
        try rows.map { try $0.get(column) }
    }

    @Test(arguments: Engine.available)
    func `a nested statement keeps its values in order`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            let filter: SQL = "floor = \(2) AND beds > \(1)"
            let rows = try db.rows("SELECT \("first") AS tag, id FROM rooms WHERE \(filter) AND name <> \("Lotus")")
            #expect(try Self.texts(rows, "id") == ["c"])
            #expect(try Self.texts(rows, "tag") == ["first"])
            let order = SQL(raw: " ORDER BY name DESC")
            let ordered = try db.rows("SELECT name FROM rooms WHERE floor = \(2)" + order)
            #expect(try Self.texts(ordered, "name") == ["Pine", "Lotus"])
        }
    }

    @Test(arguments: Engine.available)
    func `a change tells how many rows it changed`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            #expect(try db.run("UPDATE rooms SET beds = 9 WHERE floor = 2") == 2)
            #expect(try db.run("UPDATE rooms SET beds = 9 WHERE floor = 77") == 0)
            #expect(try db.run("CREATE TABLE scratch (id TEXT)") == 0)
            #expect(try db.run("SELECT id FROM rooms") == 0)
            try db.run("INSERT INTO guests (id, room_id) VALUES ('g', 'a'), ('h', 'a')")
            #expect(try db.run("DELETE FROM rooms WHERE id = 'a'") == 1)
            #expect(try db.count("SELECT count(*) AS n FROM guests") == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `RETURNING gives the changed rows`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            let rows = try db.rows("UPDATE rooms SET beds = beds + \(1) WHERE floor = \(2) RETURNING id, beds")
            let beds = try rows.map { (try $0.get("id", as: String.self), try $0.get("beds", as: Int.self)) }
            #expect(Dictionary(uniqueKeysWithValues: beds) == ["a": 2, "c": 5])
            #expect(try db.run("DELETE FROM rooms WHERE id = 'b' RETURNING id") == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `ON CONFLICT updates, or leaves alone`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            for step in 1...3 {
                try db.run(
                    """
                    INSERT INTO counters (name, value) VALUES ('calls', \(step))
                    ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
                    """)
            }
            #expect(try db.count("SELECT value AS n FROM counters") == 6)
            let again: SQL = "INSERT INTO counters (name, value) VALUES ('calls', 0) ON CONFLICT (name) DO NOTHING"
            #expect(try db.run(again) == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `common table expressions, windows and filters work`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            let rows = try db.rows(
                """
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3),
                ranked AS (
                    SELECT id, floor, row_number() OVER (PARTITION BY floor ORDER BY beds DESC) AS place
                    FROM rooms WHERE floor IS NOT NULL
                )
                SELECT floor, count(*) FILTER (WHERE place = 1) AS firsts, count(*) AS n,
                    (SELECT sum(n) FROM numbers) AS six
                FROM ranked GROUP BY floor ORDER BY floor
                """)
            #expect(try rows.map { try $0.get("n", as: Int.self) } == [1, 2])
            #expect(try rows.map { try $0.get("firsts", as: Int.self) } == [1, 1])
            #expect(try rows.map { try $0.get("six", as: Int.self) } == [6, 6])
        }
    }

    @Test(arguments: Engine.available)
    func `nulls stand where the order says, text is ordered byte by byte`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            let last = try db.rows("SELECT id FROM rooms ORDER BY floor NULLS LAST, beds LIMIT \(10) OFFSET \(0)")
            #expect(try Self.texts(last, "id") == ["b", "a", "c", "d"])
            let first = try db.rows("SELECT id FROM rooms ORDER BY floor DESC NULLS FIRST, beds LIMIT 1")
            #expect(try Self.texts(first, "id") == ["d"])
            for (id, name) in [("a", "b"), ("b", "B"), ("c", "_"), ("d", "院")] {
                try db.run("UPDATE rooms SET name = \(name) WHERE id = \(id)")
            }
            #expect(try Self.texts(db.rows("SELECT name FROM rooms ORDER BY name"), "name") == ["B", "_", "b", "院"])
        }
    }

    @Test(arguments: Engine.available)
    func `a null may be compared, joined and defaulted without a type`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            for floor in [nil, 2] as [Int?] {
                let rows = try db.rows(
                    "SELECT id FROM rooms WHERE (\(floor) IS NULL OR floor = \(floor)) AND coalesce(\(floor), 2) = 2")
                #expect(rows.count == (floor == nil ? 4 : 2))
            }
            #expect(try db.run("UPDATE rooms SET floor = \(nil as Int?), photo = \(nil as [UInt8]?)") == 4)
        }
    }

    @Test(arguments: Engine.available)
    func `whole numbers are wide in every place`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            let moment = Instant(milliseconds: 1_790_000_000_000)
            let later = try db.one("SELECT \(moment) + 86400000 AS v")
            #expect(try later.get("v") == moment.advanced(byHours: 24))
            #expect(try db.rows("SELECT 1 AS v WHERE \(moment) > 1").count == 1)
            #expect(try db.one("SELECT 7 / 2 AS v, 7 % 4 AS w").get("v") == 3)
            #expect(try db.one("SELECT CASE WHEN \(true) = 1 THEN 'yes' ELSE 'no' END AS v").get("v") == "yes")
        }
    }

    @Test(arguments: Engine.available)
    func `a job is claimed with the rows that others hold left out`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            let rows = try db.rows(
                """
                UPDATE rooms SET note = 'claimed'
                WHERE id IN (SELECT id FROM rooms WHERE note IS NULL ORDER BY id LIMIT \(1) \(.skipLocked)) RETURNING id
                """)
            #expect(try Self.texts(rows, "id") == ["a"])
        }
    }

    @Test(arguments: Engine.available)
    func `one row that is missing is not found`(engine: Engine) async throws {
        try await withRooms(engine) { db in
            #expect(throws: Problem.notFound) { try db.one("SELECT id FROM rooms WHERE id = 'z'") }
            let none = try db.first("SELECT id FROM rooms WHERE id = 'z'")
            #expect(none == nil)
        }
    }
}
