CREATE TABLE events (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    facts TEXT NOT NULL,
    prior_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, sequence)
);
CREATE INDEX events_by_time ON events (organisation_id, recorded_at);

CREATE TABLE event_heads (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    hash TEXT NOT NULL,
    PRIMARY KEY (subject_kind, subject_id)
);
