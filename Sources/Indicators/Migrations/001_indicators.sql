-- What indicators are counted from: one line for each thing that counts. Made of the records themselves, and made anew
-- whenever they change; nothing here is typed.
CREATE TABLE indicator_observations (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    measure TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    place BIGINT NOT NULL CHECK (place >= 0),
    part TEXT NOT NULL,
    unit_id TEXT,
    assigned_at BIGINT NOT NULL,
    matures_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    met_at BIGINT,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    weight BIGINT NOT NULL CHECK (weight >= 0),
    PRIMARY KEY (subject_kind, subject_id, measure, place),
    FOREIGN KEY (organisation_id, unit_id) REFERENCES units (organisation_id, id)
);
CREATE INDEX indicator_observations_by_time
    ON indicator_observations (organisation_id, measure, assigned_at, subject_kind, subject_id, place);
CREATE INDEX indicator_observations_by_end ON indicator_observations (organisation_id, measure, until_at);

-- Up to which event each record was looked at, and under which rules; `renew_at` is when time alone changes it.
CREATE TABLE indicator_subjects (
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    sequence BIGINT NOT NULL CHECK (sequence >= 0),
    generation TEXT NOT NULL,
    renew_at BIGINT,
    version BIGINT NOT NULL CHECK (version >= 1),
    PRIMARY KEY (subject_kind, subject_id)
);
CREATE INDEX indicator_subjects_due ON indicator_subjects (organisation_id, renew_at) WHERE renew_at IS NOT NULL;

-- How far the events were followed. Those of the last minutes are looked at again, for they may be committed late.
CREATE TABLE indicator_followers (
    organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    followed_at BIGINT NOT NULL,
    caught_up_at BIGINT
);
CREATE TABLE indicator_seen (
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (subject_kind, subject_id)
);
CREATE INDEX indicator_seen_by_time ON indicator_seen (organisation_id, recorded_at);

-- Where the walk through all records stands that finds what the events did not tell.
CREATE TABLE indicator_walks (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    subject_kind TEXT NOT NULL,
    walked_to TEXT NOT NULL,
    walked_at BIGINT NOT NULL,
    whole_at BIGINT,
    PRIMARY KEY (organisation_id, subject_kind)
);

-- How much was done in a month, where no other record of the product says it.
CREATE TABLE indicator_volumes (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL CHECK (kind IN ('visit', 'outpatient', 'discharge', 'beneficiary')),
    month TEXT NOT NULL CHECK (length(month) = 7),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id),
    UNIQUE (organisation_id, kind, month)
);
