-- What is derived from a case goes with it when the case is no longer kept. Sightings are made anew by the next round.
INSERT INTO cause_checks (case_id, organisation_id, asked_at)
SELECT case_id, organisation_id, max(decided_at) FROM cause_sightings WHERE 1 = 1 GROUP BY case_id, organisation_id
ON CONFLICT (case_id) DO NOTHING;

DROP TABLE cause_sightings;
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

ALTER TABLE case_lessons RENAME TO case_lessons_before;
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
INSERT INTO case_lessons (case_id, organisation_id, closed_at, answer, reason, answered_at, answered_by)
SELECT case_id, organisation_id, closed_at, answer, reason, answered_at, answered_by FROM case_lessons_before;
DROP TABLE case_lessons_before;
CREATE INDEX case_lessons_waiting ON case_lessons (organisation_id, closed_at, case_id) WHERE answer = 'waiting';

ALTER TABLE suggestion_reviews RENAME TO suggestion_reviews_before;
CREATE TABLE suggestion_reviews (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'studied', 'adopted', 'declined', 'told', 'answered')),
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    unit_id TEXT REFERENCES units (id),
    decided_on TEXT,
    is_adopted BIGINT CHECK (is_adopted IN (0, 1)),
    told_at BIGINT,
    version BIGINT NOT NULL CHECK (version >= 1),
    document TEXT NOT NULL,
    CHECK ((decided_on IS NULL) = (is_adopted IS NULL))
);
INSERT INTO suggestion_reviews (case_id, organisation_id, received_at, state, is_open, unit_id, decided_on, is_adopted,
    told_at, version, document)
SELECT case_id, organisation_id, received_at, state, is_open, unit_id, decided_on, is_adopted, told_at, version, document
FROM suggestion_reviews_before;
DROP TABLE suggestion_reviews_before;
CREATE INDEX suggestion_reviews_open ON suggestion_reviews (organisation_id, received_at, case_id) WHERE is_open = 1;
CREATE INDEX suggestion_reviews_open_by_unit ON suggestion_reviews (organisation_id, unit_id, received_at, case_id)
    WHERE is_open = 1;
CREATE INDEX suggestion_reviews_ended ON suggestion_reviews (organisation_id, received_at, case_id) WHERE is_open = 0;
CREATE INDEX suggestion_reviews_decided ON suggestion_reviews (organisation_id, decided_on) WHERE decided_on IS NOT NULL;
