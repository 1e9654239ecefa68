ALTER TABLE event_heads ADD COLUMN sealed_key TEXT;
ALTER TABLE event_heads ADD COLUMN shredded_at BIGINT;

CREATE TABLE checkpoints (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    made_at BIGINT NOT NULL,
    lines BIGINT NOT NULL CHECK (lines >= 0),
    root TEXT NOT NULL CHECK (length(root) = 64),
    prior_hash TEXT NOT NULL CHECK (length(prior_hash) = 64),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    public_key TEXT NOT NULL CHECK (length(public_key) = 64),
    signature TEXT NOT NULL CHECK (length(signature) = 128),
    PRIMARY KEY (organisation_id, number)
);

CREATE TABLE checkpoint_lines (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    hash TEXT NOT NULL,
    PRIMARY KEY (organisation_id, number, subject_kind, subject_id)
);
CREATE INDEX checkpoint_lines_by_subject ON checkpoint_lines (subject_kind, subject_id, number);
