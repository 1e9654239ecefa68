ALTER TABLE cases ADD COLUMN disputed_since_at BIGINT;
ALTER TABLE cases ADD COLUMN asks_coordinator BIGINT NOT NULL DEFAULT 0 CHECK (asks_coordinator IN (0, 1));
CREATE INDEX cases_open_in_dispute ON cases (organisation_id, disputed_since_at, id) WHERE disputed_since_at IS NOT NULL;

CREATE TABLE case_hops (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    unit_id TEXT REFERENCES units (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    offered_at BIGINT NOT NULL,
    answered_at BIGINT,
    outcome TEXT CHECK (outcome IN ('accepted', 'returned', 'replaced', 'arbitrated')),
    settled_at BIGINT,
    PRIMARY KEY (case_id, number)
);
CREATE INDEX case_hops_by_offer ON case_hops (organisation_id, offered_at, case_id, number);
CREATE INDEX case_hops_by_unit ON case_hops (organisation_id, unit_id, offered_at, case_id, number);

CREATE TABLE case_errands (
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL CHECK (kind IN ('part', 'task')),
    number BIGINT NOT NULL CHECK (number >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    owner_id TEXT NOT NULL REFERENCES staff (id),
    desk_id TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    PRIMARY KEY (case_id, kind, number)
);
CREATE INDEX case_errands_open_by_desk ON case_errands (organisation_id, desk_id, due_at, case_id, kind, number)
    WHERE is_open = 1;

CREATE TABLE case_stand_ins (
    case_id TEXT NOT NULL REFERENCES cases (id),
    absent_id TEXT NOT NULL REFERENCES staff (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    acting_id TEXT NOT NULL,
    PRIMARY KEY (case_id, absent_id)
);
CREATE INDEX case_stand_ins_by_absent ON case_stand_ins (organisation_id, absent_id, case_id);
