import Storage

/// A little of everything a migration may hold.
let sampleMigration = Migration(
    name: "sample/001_rooms",
    sql: """
        CREATE TABLE rooms (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL, -- a BIGINT in a comment; stays
            beds BIGINT NOT NULL DEFAULT 1 CHECK (beds > 0),
            area DOUBLE PRECISION,
            photo BYTEA,
            note TEXT,
            floor BIGINT,
            UNIQUE (name, floor)
        );
        CREATE INDEX rooms_floor_index ON rooms (floor, name);
        CREATE UNIQUE INDEX rooms_note_open ON rooms (note) WHERE floor IS NULL;

        CREATE TABLE guests (
            id TEXT PRIMARY KEY,
            room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
            name TEXT NOT NULL DEFAULT 'a; BIGINT'
        );

        CREATE TABLE counters (
            name TEXT PRIMARY KEY,
            value BIGINT NOT NULL
        );
        CREATE TABLE late (
            id TEXT PRIMARY KEY,
            counter TEXT NOT NULL REFERENCES counters (name) DEFERRABLE INITIALLY DEFERRED
        );
        """)
