-- Under which data key the codes of sealed values are made, which other key's codes are asked for meanwhile, and how far
-- the rows are written anew. Without a line an organisation's codes are made under its oldest key.
CREATE TABLE blind_keys (
    organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    key_id TEXT NOT NULL REFERENCES data_keys (id),
    other_id TEXT REFERENCES data_keys (id),
    phase TEXT NOT NULL CHECK (phase IN ('announced', 'walking', 'ended')),
    changed_at BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    source TEXT,
    place TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total >= 0),
    done BIGINT NOT NULL CHECK (done >= 0),
    written BIGINT NOT NULL CHECK (written >= 0),
    CHECK ((phase = 'ended') = (other_id IS NULL)),
    CHECK (key_id <> other_id)
);
