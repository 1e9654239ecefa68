CREATE TABLE outbox_messages (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    channel TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    leased_until BIGINT,
    done_at BIGINT,
    failed_at BIGINT,
    fault TEXT
);
CREATE INDEX outbox_messages_waiting ON outbox_messages (due_at) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_messages_by_subject ON outbox_messages (subject_kind, subject_id, made_at);
