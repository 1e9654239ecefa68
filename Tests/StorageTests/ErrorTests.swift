import Storage
import TestKit
import Testing

/// The same mistake gives the same error on every engine.
@Suite struct `Errors` {
    private static let cases: [(SQL, StorageError)] = [
        ("INSERT INTO rooms (id, name) VALUES ('a', 'x')", .uniqueViolation("rooms_pkey")),
        ("INSERT INTO rooms (id, name, floor) VALUES ('b', 'Lotus', 1)", .uniqueViolation("rooms_name_floor_key")),
        ("INSERT INTO rooms (id, name, note) VALUES ('b', 'y', 'open')", .uniqueViolation("rooms_note_open")),
        ("INSERT INTO pairs (a, b) VALUES (1, 2)", .uniqueViolation("pairs_pkey")),
        ("INSERT INTO numbered (n) VALUES (1)", .uniqueViolation("numbered_pkey")),
        (
            "INSERT INTO a_table_with_quite_a_long_name (a_first_column_of_some_length, a_second_column) VALUES (1, 2)",
            .uniqueViolation("a_table_with_quite_a_long_nam_a_first_column_of_some_length_key")
        ),
        ("INSERT INTO rooms (id, name, floor, note) VALUES ('b', \(nil as String?), 2, '')", .notNullViolation),
        ("INSERT INTO rooms (id, name, beds) VALUES ('b', 'z', 0)", .checkViolation),
        ("INSERT INTO guests (id, room_id) VALUES ('g', 'nowhere')", .foreignKeyViolation),
        ("INSERT INTO late (id, counter) VALUES ('l', 'nobody')", .foreignKeyViolation),
    ]

    private static let extra = Migration(
        name: "sample/002_keys",
        sql: """
            CREATE TABLE pairs (a BIGINT NOT NULL, b BIGINT NOT NULL, PRIMARY KEY (a, b));
            CREATE TABLE numbered (n BIGINT PRIMARY KEY);
            CREATE TABLE a_table_with_quite_a_long_name (
                a_first_column_of_some_length BIGINT, a_second_column BIGINT,
                UNIQUE (a_first_column_of_some_length, a_second_column)
            );
            INSERT INTO pairs (a, b) VALUES (1, 2);
            INSERT INTO numbered (n) VALUES (1);
            INSERT INTO a_table_with_quite_a_long_name (a_first_column_of_some_length, a_second_column) VALUES (1, 2);
            INSERT INTO rooms (id, name, floor) VALUES ('a', 'Lotus', 1);
            INSERT INTO rooms (id, name, note) VALUES ('o', 'Attic', 'open');
            """)

    @Test(arguments: Engine.available, cases.indices)
    func `a broken rule of the schema is named`(engine: Engine, number: Int) async throws {
        let (sql, expected) = Self.cases[number]
        try await withDatabase(engine, migrations: { _ in [sampleMigration, Self.extra] }) { database in
            await #expect(throws: expected) { try await database.write { try $0.run(sql) } }
        }
    }

    @Test(arguments: Engine.available)
    func `a row that others point to cannot go`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { db in
                try db.run("INSERT INTO counters (name, value) VALUES ('calls', 0)")
                try db.run("INSERT INTO late (id, counter) VALUES ('l', 'calls')")
            }
            await #expect(throws: StorageError.foreignKeyViolation) {
                try await database.write { try $0.run("DELETE FROM counters") }
            }
        }
    }

    @Test(
        arguments: Engine.available,
        ["SELECT * FROM nowhere", "SELEKT", "INSERT INTO rooms (id, name, beds) VALUES ('b', 'z', 'many')"])
    func `any other refusal keeps the engine's words`(engine: Engine, text: String) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            do {
                try await database.write { try $0.run(SQL(raw: text)) }
                Issue.record("The statement should have failed.")
            } catch StorageError.other(let message) {
                #expect(!message.isEmpty)
            }
        }
    }
}
