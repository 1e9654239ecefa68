CREATE TABLE setting_versions (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    place BIGINT NOT NULL CHECK (place >= 1),
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL CHECK (subject <> ''),
    number BIGINT NOT NULL CHECK (number >= 1),
    document TEXT NOT NULL,
    effective_from_at BIGINT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    remark TEXT,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (organisation_id, place),
    UNIQUE (organisation_id, subject, number),
    CHECK (approved_by <> proposed_by),
    CHECK (approved_at >= proposed_at),
    CHECK (effective_from_at > approved_at)
);

CREATE TABLE setting_proposals (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    subject TEXT NOT NULL CHECK (subject <> ''),
    base BIGINT NOT NULL CHECK (base >= 0),
    document TEXT NOT NULL,
    wished_from_on TEXT,
    reason TEXT NOT NULL CHECK (reason <> ''),
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'rejected', 'withdrawn')),
    settled_by TEXT,
    settled_at BIGINT,
    remark TEXT,
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK ((settled_by IS NULL) = (settled_at IS NULL)),
    CHECK (state NOT IN ('approved', 'rejected') OR settled_by <> proposed_by)
);
CREATE UNIQUE INDEX setting_proposals_open ON setting_proposals (organisation_id, subject) WHERE state = 'open';
CREATE INDEX setting_proposals_by_subject ON setting_proposals (organisation_id, subject, proposed_at, id);
