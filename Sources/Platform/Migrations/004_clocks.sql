CREATE TABLE clocks (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    clock TEXT NOT NULL,
    holder_id TEXT,
    started_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    last_on TEXT NOT NULL,
    provisional BIGINT NOT NULL CHECK (provisional IN (0, 1)),
    met_at BIGINT,
    ended_at BIGINT,
    next_attention_at BIGINT,
    PRIMARY KEY (subject_kind, subject_id, kind)
);
CREATE INDEX clocks_next_attention ON clocks (next_attention_at) WHERE next_attention_at IS NOT NULL;
CREATE INDEX clocks_open_by_due ON clocks (organisation_id, due_at) WHERE ended_at IS NULL;
CREATE INDEX clocks_open_by_holder ON clocks (organisation_id, holder_id, due_at) WHERE ended_at IS NULL;
CREATE INDEX clocks_provisional ON clocks (organisation_id, last_on) WHERE provisional = 1 AND ended_at IS NULL;
