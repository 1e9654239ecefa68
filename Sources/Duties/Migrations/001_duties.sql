CREATE TABLE duty_rules (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    code TEXT NOT NULL CHECK (length(code) BETWEEN 3 AND 60),
    number BIGINT NOT NULL CHECK (number > 0),
    valid_from_on TEXT NOT NULL,
    rule TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, code, number)
);

-- One line per occurrence. What people wrote about it stands sealed in its events, not here.
CREATE TABLE duties (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    rule_code TEXT NOT NULL,
    rule_number BIGINT NOT NULL,
    scope_kind TEXT NOT NULL CHECK (scope_kind IN ('resident', 'unit', 'organisation')),
    scope_id TEXT NOT NULL,
    period_key TEXT NOT NULL CHECK (length(period_key) BETWEEN 4 AND 120),
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    opens_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    nominal_due_on TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    unit_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'waived', 'not_applicable', 'withdrawn')),
    holder TEXT NOT NULL,
    is_handed_over BIGINT NOT NULL CHECK (is_handed_over IN (0, 1)),
    absent_id TEXT,
    offered_to_id TEXT,
    waiver_kind TEXT CHECK (waiver_kind IN ('waived', 'not_applicable')),
    waiver_by TEXT,
    ended_at BIGINT,
    ended_by TEXT,
    evidence_kind TEXT,
    evidence_id TEXT,
    version BIGINT NOT NULL CHECK (version > 0),
    UNIQUE (organisation_id, rule_code, scope_kind, scope_id, period_key),
    FOREIGN KEY (organisation_id, rule_code, rule_number) REFERENCES duty_rules (organisation_id, code, number),
    FOREIGN KEY (organisation_id, unit_id) REFERENCES units (organisation_id, id),
    CHECK (opens_on <= due_on),
    CHECK ((state = 'open') = (ended_at IS NULL)),
    CHECK ((waiver_kind IS NULL) = (waiver_by IS NULL)),
    CHECK ((evidence_kind IS NULL) = (evidence_id IS NULL))
);
CREATE INDEX duties_by_due ON duties (organisation_id, due_at, id);
CREATE INDEX duties_open_by_due ON duties (organisation_id, due_at, id) WHERE state = 'open';
CREATE INDEX duties_open_by_holder ON duties (organisation_id, holder, due_at, id) WHERE state = 'open';
CREATE INDEX duties_open_by_unit ON duties (organisation_id, unit_id, due_at, id) WHERE state = 'open';
CREATE INDEX duties_offered ON duties (organisation_id, offered_to_id, due_at, id) WHERE offered_to_id IS NOT NULL;
CREATE INDEX duties_stood_in ON duties (organisation_id, absent_id) WHERE absent_id IS NOT NULL AND state = 'open';
CREATE INDEX duties_waivers ON duties (organisation_id, due_at, id) WHERE waiver_kind IS NOT NULL AND state = 'open';
CREATE INDEX duties_by_rule ON duties (organisation_id, rule_code, first_on, scope_id);
CREATE INDEX duties_by_rule_due ON duties (organisation_id, rule_code, due_at, id);
CREATE INDEX duties_by_scope ON duties (organisation_id, scope_kind, scope_id, due_at, id);
CREATE INDEX duties_punctual ON duties (organisation_id, due_on, rule_code, state, due_at, ended_at);
CREATE INDEX duties_by_evidence ON duties (organisation_id, evidence_kind, evidence_id)
    WHERE evidence_kind IS NOT NULL;

-- How far laying duties ahead has come, so that it goes on where it was stopped.
CREATE TABLE duty_passes (
    organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    today_on TEXT NOT NULL,
    from_on TEXT NOT NULL,
    rule_code TEXT NOT NULL,
    first_on TEXT NOT NULL,
    subject_after TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    completed_at BIGINT,
    covered_on TEXT
);

CREATE TABLE duty_feeds (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT,
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
CREATE UNIQUE INDEX duty_feeds_of_staff ON duty_feeds (organisation_id, staff_id) WHERE revoked_at IS NULL;
