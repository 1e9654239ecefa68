CREATE TABLE case_counters (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    year BIGINT NOT NULL,
    counter BIGINT NOT NULL CHECK (counter >= 1),
    PRIMARY KEY (organisation_id, year)
);

CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (length(kind) = 3),
    channel TEXT NOT NULL,
    secrecy TEXT NOT NULL CHECK (secrecy IN ('open', 'confidential', 'anonymous')),
    restricted BIGINT NOT NULL CHECK (restricted IN (0, 1)),
    state TEXT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    level BIGINT CHECK (level BETWEEN 1 AND 4),
    level_confirmed BIGINT NOT NULL CHECK (level_confirmed IN (0, 1)),
    received_at BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    decided_at BIGINT,
    closed_at BIGINT,
    first_receiver_id TEXT REFERENCES staff (id),
    holder_id TEXT NOT NULL,
    handler_id TEXT REFERENCES staff (id),
    group_id TEXT NOT NULL REFERENCES units (id),
    unit_id TEXT REFERENCES units (id),
    person_id TEXT REFERENCES persons (id),
    complainant_phone_index TEXT,
    complainant_phone_ending_index TEXT,
    complainant_name_index TEXT,
    next_due_at BIGINT NOT NULL,
    next_due_kind TEXT,
    escalated BIGINT NOT NULL CHECK (escalated IN (0, 1)),
    offered_to_id TEXT REFERENCES staff (id),
    pin_round BIGINT NOT NULL CHECK (pin_round >= 1),
    pin_digest TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    document TEXT NOT NULL,
    UNIQUE (organisation_id, number),
    CHECK (registered_at >= received_at)
);
CREATE INDEX cases_by_receipt ON cases (organisation_id, received_at, id);
CREATE INDEX cases_by_state ON cases (organisation_id, state, received_at, id);
CREATE INDEX cases_by_kind ON cases (organisation_id, kind, received_at, id);
CREATE INDEX cases_by_level ON cases (organisation_id, level, received_at, id);
CREATE INDEX cases_open_by_receipt ON cases (organisation_id, received_at, id) WHERE is_open = 1;
CREATE INDEX cases_open_by_holder ON cases (organisation_id, holder_id, next_due_at, id) WHERE is_open = 1;
CREATE INDEX cases_open_by_due ON cases (organisation_id, next_due_at, id) WHERE is_open = 1;
CREATE INDEX cases_open_by_receiver ON cases (organisation_id, first_receiver_id, next_due_at, id) WHERE is_open = 1;
CREATE INDEX cases_open_by_offer ON cases (organisation_id, offered_to_id, next_due_at, id) WHERE offered_to_id IS NOT NULL;
CREATE INDEX cases_by_person ON cases (organisation_id, person_id, received_at);
CREATE INDEX cases_by_phone ON cases (organisation_id, complainant_phone_index, received_at);
CREATE INDEX cases_by_phone_ending ON cases (organisation_id, complainant_phone_ending_index, received_at);
CREATE INDEX cases_by_name ON cases (organisation_id, complainant_name_index, received_at);

CREATE TABLE allegations (
    case_id TEXT NOT NULL REFERENCES cases (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    place BIGINT NOT NULL CHECK (place >= 1),
    category TEXT NOT NULL,
    finding TEXT,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, place)
);
CREATE INDEX allegations_by_category ON allegations (organisation_id, category, received_at);

CREATE TABLE case_named_staff (
    case_id TEXT NOT NULL REFERENCES cases (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (case_id, staff_id)
);
CREATE INDEX case_named_staff_by_staff ON case_named_staff (staff_id, case_id);

CREATE TABLE case_named_units (
    case_id TEXT NOT NULL REFERENCES cases (id),
    unit_id TEXT NOT NULL REFERENCES units (id),
    PRIMARY KEY (case_id, unit_id)
);
CREATE INDEX case_named_units_by_unit ON case_named_units (unit_id, case_id);
