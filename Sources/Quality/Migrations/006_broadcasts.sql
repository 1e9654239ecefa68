-- Lessons sent to those who should learn from them; the document is what is said.
CREATE TABLE broadcasts (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    number TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'withdrawn')),
    document TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    made_at BIGINT NOT NULL,
    sent_at BIGINT,
    UNIQUE (organisation_id, number),
    CHECK (state <> 'sent' OR sent_at IS NOT NULL)
);
CREATE INDEX broadcasts_by_state ON broadcasts (organisation_id, state, made_at, id);

-- To whom it was sent, and who has understood it.
CREATE TABLE broadcast_readers (
    broadcast_id TEXT NOT NULL REFERENCES broadcasts (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    read_at BIGINT,
    shift TEXT CHECK (length(shift) BETWEEN 1 AND 20),
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    PRIMARY KEY (broadcast_id, staff_id),
    CHECK ((read_at IS NULL) = (shift IS NULL))
);
CREATE INDEX broadcast_readers_by_staff ON broadcast_readers (organisation_id, staff_id, read_at);
