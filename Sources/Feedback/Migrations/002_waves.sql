-- The unit of who was asked, kept with the answer only where five or more of the unit were asked.
ALTER TABLE survey_responses ADD COLUMN unit_id TEXT;
CREATE INDEX survey_responses_by_unit ON survey_responses (survey_id, unit_id);
CREATE INDEX survey_invitations_by_unit ON survey_invitations (survey_id, unit_id);

-- How many of the wave's rounds of reminders have gone out.
ALTER TABLE surveys ADD COLUMN reminder_round BIGINT NOT NULL DEFAULT 0 CHECK (reminder_round >= 0);

-- What staff overheard or were told in passing (S0-32), until it became a case or somebody wrote what was done.
CREATE TABLE heard_words (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    heard_by TEXT NOT NULL,
    unit_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('CMP', 'SUG', 'CPL')),
    text_sealed TEXT NOT NULL,
    heard_on TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    case_id TEXT UNIQUE,
    case_asked_by TEXT,
    case_asked_at BIGINT,
    outcome_sealed TEXT,
    handled_by TEXT,
    handled_at BIGINT,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, heard_by) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, unit_id) REFERENCES units (organisation_id, id),
    CHECK ((is_open = 1) = (handled_at IS NULL)),
    CHECK (case_id IS NULL OR outcome_sealed IS NULL)
);
CREATE INDEX heard_words_open ON heard_words (organisation_id, recorded_at, id) WHERE is_open = 1;
CREATE INDEX heard_words_by_staff ON heard_words (organisation_id, heard_by, recorded_at, id);
CREATE INDEX heard_words_by_day ON heard_words (organisation_id, heard_on, unit_id, case_id);
CREATE INDEX heard_words_asked ON heard_words (organisation_id, case_asked_by, case_asked_at) WHERE is_open = 1;
