CREATE TABLE supervision_notes (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    unit_id TEXT NOT NULL REFERENCES units (id),
    desk_id TEXT NOT NULL,
    issuer_id TEXT REFERENCES staff (id),
    issued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    awaits TEXT NOT NULL CHECK (awaits IN ('answer', 'judgement', 'nothing')),
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    PRIMARY KEY (case_id, number)
);
CREATE INDEX supervision_notes_open ON supervision_notes (organisation_id, due_at, case_id, number) WHERE is_open = 1;
CREATE INDEX supervision_notes_open_by_unit ON supervision_notes (organisation_id, unit_id, due_at, case_id, number)
    WHERE is_open = 1;
CREATE INDEX supervision_notes_open_by_desk ON supervision_notes (organisation_id, desk_id, due_at) WHERE is_open = 1;
CREATE INDEX supervision_notes_open_by_issuer ON supervision_notes (organisation_id, issuer_id, due_at)
    WHERE is_open = 1;

CREATE TABLE case_accounts (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    proposed_at BIGINT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    PRIMARY KEY (case_id, number)
);
CREATE INDEX case_accounts_by_proposal ON case_accounts (organisation_id, proposed_at, case_id, number);
CREATE INDEX case_accounts_by_staff ON case_accounts (organisation_id, staff_id, proposed_at);

CREATE TABLE coordination_meetings (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    held_at BIGINT NOT NULL,
    attendees TEXT NOT NULL CHECK (length(attendees) BETWEEN 1 AND 1000),
    decisions TEXT NOT NULL CHECK (length(decisions) BETWEEN 1 AND 10000),
    rule_changes TEXT NOT NULL,
    next_at BIGINT CHECK (next_at > held_at),
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL
);
CREATE INDEX coordination_meetings_by_time ON coordination_meetings (organisation_id, held_at, id);
