CREATE TABLE backup_records (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'drill')),
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('whole', 'gaps', 'failed')),
    bytes BIGINT NOT NULL CHECK (bytes >= 0),
    events BIGINT NOT NULL CHECK (events >= 0),
    note TEXT NOT NULL CHECK (length(note) <= 500),
    CHECK (ended_at >= began_at)
);
CREATE INDEX backup_records_by_time ON backup_records (organisation_id, began_at, id);
CREATE INDEX backup_records_by_kind ON backup_records (organisation_id, kind, began_at);
