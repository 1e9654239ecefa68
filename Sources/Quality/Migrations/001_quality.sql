CREATE TABLE quality_counters (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    counter BIGINT NOT NULL CHECK (counter >= 1),
    PRIMARY KEY (organisation_id, kind, year)
);

-- An action with what its lists are read by; the document is the action itself.
CREATE TABLE improvement_actions (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    number TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('open', 'awaiting_verification', 'awaiting_effect', 'effective', 'cancelled')),
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    cause_key TEXT,
    unit_id TEXT REFERENCES units (id),
    owner_id TEXT NOT NULL REFERENCES staff (id),
    opened_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    document TEXT NOT NULL,
    UNIQUE (organisation_id, number)
);
CREATE INDEX improvement_actions_open ON improvement_actions (organisation_id, next_at, id) WHERE is_open = 1;
CREATE INDEX improvement_actions_open_by_owner ON improvement_actions (organisation_id, owner_id, next_at, id)
    WHERE is_open = 1;
CREATE INDEX improvement_actions_open_by_unit ON improvement_actions (organisation_id, unit_id, next_at, id)
    WHERE is_open = 1;
CREATE INDEX improvement_actions_by_state ON improvement_actions (organisation_id, state, next_at, id);
CREATE INDEX improvement_actions_ended ON improvement_actions (organisation_id, opened_at, id) WHERE is_open = 0;
-- One open action for one cause, whoever comes at the same moment.
CREATE UNIQUE INDEX improvement_actions_one_for_a_cause ON improvement_actions (organisation_id, cause_key)
    WHERE is_open = 1 AND cause_key IS NOT NULL;

-- The occasions that led to an action, each to one.
CREATE TABLE improvement_sources (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    action_id TEXT NOT NULL REFERENCES improvement_actions (id),
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, kind, source_id, reason)
);
CREATE INDEX improvement_sources_by_action ON improvement_sources (action_id);

-- What the rates are counted from: a line for each attempt.
CREATE TABLE improvement_rounds (
    action_id TEXT NOT NULL REFERENCES improvement_actions (id),
    round BIGINT NOT NULL CHECK (round >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    due_on TEXT NOT NULL,
    done_on TEXT,
    judged_on TEXT,
    is_effective BIGINT CHECK (is_effective IN (0, 1)),
    PRIMARY KEY (action_id, round),
    CHECK ((judged_on IS NULL) = (is_effective IS NULL))
);
CREATE INDEX improvement_rounds_by_due ON improvement_rounds (organisation_id, due_on);
CREATE INDEX improvement_rounds_judged ON improvement_rounds (organisation_id, judged_on) WHERE judged_on IS NOT NULL;

-- Cases that have to be looked at again. No reference: a case is noted by its first event, before its row stands.
CREATE TABLE cause_checks (
    case_id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    asked_at BIGINT NOT NULL
);
CREATE INDEX cause_checks_by_moment ON cause_checks (asked_at, case_id);

-- What was found to be so in decided cases. What is derived from a case goes with it.
CREATE TABLE cause_sightings (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    place BIGINT NOT NULL CHECK (place >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    unit_id TEXT NOT NULL REFERENCES units (id),
    category TEXT NOT NULL,
    root TEXT,
    received_at BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, place)
);
CREATE INDEX cause_sightings_by_decision ON cause_sightings (organisation_id, unit_id, decided_at);
CREATE INDEX cause_sightings_by_category ON cause_sightings (organisation_id, unit_id, category, received_at);
CREATE INDEX cause_sightings_by_root ON cause_sightings (organisation_id, unit_id, root, received_at)
    WHERE root IS NOT NULL;

-- Closed cases: is anything to be changed?
CREATE TABLE case_lessons (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    closed_at BIGINT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('waiting', 'none', 'action')),
    reason TEXT NOT NULL,
    answered_at BIGINT,
    answered_by TEXT,
    CHECK ((answer = 'waiting') = (answered_at IS NULL))
);
CREATE INDEX case_lessons_waiting ON case_lessons (organisation_id, closed_at, case_id) WHERE answer = 'waiting';

INSERT INTO cause_checks (case_id, organisation_id, asked_at)
SELECT id, organisation_id, decided_at FROM cases
WHERE decided_at >= (SELECT max(decided_at) FROM cases) - 7948800000;
