CREATE TABLE service_standards (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 20),
    version BIGINT NOT NULL CHECK (version > 0),
    name_zh TEXT NOT NULL CHECK (name_zh <> ''),
    name_en TEXT NOT NULL CHECK (name_en <> ''),
    wording_zh TEXT NOT NULL CHECK (wording_zh <> ''),
    wording_en TEXT NOT NULL CHECK (wording_en <> ''),
    exclusions_zh TEXT NOT NULL,
    exclusions_en TEXT NOT NULL,
    remedy_zh TEXT NOT NULL CHECK (remedy_zh <> ''),
    remedy_en TEXT NOT NULL CHECK (remedy_en <> ''),
    target TEXT NOT NULL CHECK (target <> ''),
    evidence TEXT NOT NULL CHECK (evidence <> ''),
    unit_id TEXT,
    category TEXT,
    level BIGINT CHECK (level BETWEEN 1 AND 4),
    opens_action BIGINT NOT NULL CHECK (opens_action IN (0, 1)),
    needs_check BIGINT NOT NULL CHECK (needs_check IN (0, 1)),
    made_at BIGINT NOT NULL,
    made_by TEXT,
    issued_at BIGINT,
    issued_by TEXT,
    effective_on TEXT,
    in_force_from BIGINT,
    retired_from BIGINT,
    retired_by TEXT,
    UNIQUE (organisation_id, code, version),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, unit_id) REFERENCES units (organisation_id, id),
    CHECK ((issued_at IS NULL) = (effective_on IS NULL) AND (issued_at IS NULL) = (in_force_from IS NULL)),
    CHECK (retired_from IS NULL OR in_force_from IS NOT NULL)
);

CREATE TABLE standard_readings (
    standard_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (standard_id, staff_id),
    FOREIGN KEY (organisation_id, standard_id) REFERENCES service_standards (organisation_id, id)
);

CREATE INDEX standard_readings_by_staff ON standard_readings (organisation_id, staff_id, standard_id);

CREATE TABLE commitment_letters (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    version BIGINT NOT NULL CHECK (version > 0),
    scope_zh TEXT NOT NULL CHECK (scope_zh <> ''),
    scope_en TEXT NOT NULL CHECK (scope_en <> ''),
    quality_zh TEXT NOT NULL CHECK (quality_zh <> ''),
    quality_en TEXT NOT NULL CHECK (quality_en <> ''),
    mechanism_zh TEXT NOT NULL CHECK (mechanism_zh <> ''),
    mechanism_en TEXT NOT NULL CHECK (mechanism_en <> ''),
    contact_zh TEXT NOT NULL CHECK (contact_zh <> ''),
    contact_en TEXT NOT NULL CHECK (contact_en <> ''),
    outside_zh TEXT NOT NULL CHECK (outside_zh <> ''),
    outside_en TEXT NOT NULL CHECK (outside_en <> ''),
    made_at BIGINT NOT NULL,
    made_by TEXT,
    issued_at BIGINT,
    issued_by TEXT,
    effective_on TEXT,
    in_force_from BIGINT,
    UNIQUE (organisation_id, version),
    UNIQUE (organisation_id, id),
    CHECK ((issued_at IS NULL) = (effective_on IS NULL) AND (issued_at IS NULL) = (in_force_from IS NULL))
);

CREATE TABLE commitment_letter_standards (
    letter_id TEXT NOT NULL,
    place BIGINT NOT NULL CHECK (place > 0),
    standard_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    PRIMARY KEY (letter_id, place),
    UNIQUE (letter_id, standard_id),
    FOREIGN KEY (organisation_id, letter_id) REFERENCES commitment_letters (organisation_id, id),
    FOREIGN KEY (organisation_id, standard_id) REFERENCES service_standards (organisation_id, id)
);

CREATE TABLE commitment_issues (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    letter_id TEXT NOT NULL,
    letter_version BIGINT NOT NULL CHECK (letter_version > 0),
    unit_id TEXT,
    issued_on TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('handed', 'posted', 'electronic')),
    read_aloud BIGINT NOT NULL CHECK (read_aloud IN (0, 1)),
    large_print BIGINT NOT NULL CHECK (large_print IN (0, 1)),
    second_language BIGINT NOT NULL CHECK (second_language IN (0, 1)),
    outcome TEXT NOT NULL CHECK (outcome IN ('drawn', 'paper', 'scan', 'refused', 'unable')),
    signed BIGINT NOT NULL CHECK (signed IN (0, 1)),
    relative_id TEXT,
    relation TEXT NOT NULL,
    authority TEXT CHECK (authority IN ('guardian', 'agent')),
    reason TEXT NOT NULL CHECK (length(reason) <= 500),
    witness_id TEXT,
    attachment_id TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    annulled_at BIGINT,
    annulled_by TEXT,
    annulled_reason TEXT,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES persons (organisation_id, id),
    FOREIGN KEY (organisation_id, letter_id) REFERENCES commitment_letters (organisation_id, id),
    FOREIGN KEY (person_id, relative_id) REFERENCES relatives (person_id, id),
    CHECK (signed = 0 OR outcome IN ('drawn', 'paper', 'scan')),
    CHECK (signed = 1 OR (reason <> '' AND witness_id IS NOT NULL)),
    CHECK (outcome NOT IN ('drawn', 'scan') OR attachment_id IS NOT NULL),
    CHECK ((annulled_at IS NULL) = (annulled_reason IS NULL))
);

CREATE UNIQUE INDEX commitment_issues_signed_key ON commitment_issues (person_id, letter_id)
    WHERE signed = 1 AND annulled_at IS NULL;
CREATE INDEX commitment_issues_by_person ON commitment_issues (organisation_id, person_id, issued_on, recorded_at);

CREATE TABLE commitment_holdings (
    person_id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    signed_version BIGINT,
    signed_on TEXT,
    last_version BIGINT NOT NULL CHECK (last_version > 0),
    last_outcome TEXT NOT NULL,
    last_on TEXT NOT NULL,
    issue_id TEXT NOT NULL,
    FOREIGN KEY (organisation_id, person_id) REFERENCES persons (organisation_id, id),
    FOREIGN KEY (organisation_id, issue_id) REFERENCES commitment_issues (organisation_id, id)
);

CREATE INDEX commitment_holdings_by_version ON commitment_holdings (organisation_id, signed_version, person_id);

CREATE TABLE promise_renewals (
    case_id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    noted_at BIGINT NOT NULL
);

CREATE INDEX promise_renewals_in_order ON promise_renewals (noted_at, case_id);

CREATE TABLE promise_measures (
    standard_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    code TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    met_at BIGINT,
    ended_at BIGINT,
    counted BIGINT NOT NULL CHECK (counted IN (0, 1)),
    judged BIGINT NOT NULL CHECK (judged IN (0, 1)),
    PRIMARY KEY (standard_id, case_id),
    FOREIGN KEY (organisation_id, standard_id) REFERENCES service_standards (organisation_id, id)
);

CREATE INDEX promise_measures_by_due ON promise_measures (organisation_id, due_at, code);
CREATE INDEX promise_measures_by_code ON promise_measures (organisation_id, code, due_at, case_id);
CREATE INDEX promise_measures_by_case ON promise_measures (case_id);
CREATE INDEX promise_measures_unjudged ON promise_measures (due_at) WHERE judged = 0;

CREATE TABLE commitment_misses (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    standard_id TEXT NOT NULL,
    code TEXT NOT NULL,
    case_id TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    noticed_at BIGINT NOT NULL,
    action_wanted BIGINT NOT NULL CHECK (action_wanted IN (0, 1)),
    action_taken_at BIGINT,
    withdrawn_at BIGINT,
    UNIQUE (standard_id, case_id),
    FOREIGN KEY (organisation_id, standard_id) REFERENCES service_standards (organisation_id, id)
);

CREATE INDEX commitment_misses_by_due ON commitment_misses (organisation_id, due_at, id) WHERE withdrawn_at IS NULL;
CREATE INDEX commitment_misses_wanting ON commitment_misses (organisation_id, due_at, id)
    WHERE withdrawn_at IS NULL AND action_wanted = 1 AND action_taken_at IS NULL;
CREATE INDEX commitment_misses_by_case ON commitment_misses (case_id);
