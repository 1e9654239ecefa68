CREATE TABLE notices (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    message TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notices_unread ON notices (organisation_id, staff_id, id) WHERE read_at IS NULL;
