-- What people say when they are asked: surveys with their invitations and answers, and follow-ups.
CREATE TABLE surveys (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL CHECK (kind IN ('annual', 'post_case', 'ltci', 'awareness', 'silence')),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    bank_version TEXT NOT NULL,
    questions TEXT NOT NULL,
    is_anonymous BIGINT NOT NULL CHECK (is_anonymous IN (0, 1)),
    plan TEXT NOT NULL CHECK (plan IN ('everybody', 'random', 'stratified')),
    sample_size BIGINT NOT NULL CHECK (sample_size >= 0),
    seed TEXT,
    population BIGINT NOT NULL CHECK (population >= 0),
    threshold BIGINT NOT NULL CHECK (threshold BETWEEN 1 AND 100),
    rated_unit_id TEXT,
    link_digest TEXT,
    opens_on TEXT NOT NULL,
    closes_on TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    opened_at BIGINT,
    closed_at BIGINT,
    UNIQUE (organisation_id, id),
    UNIQUE (link_digest),
    FOREIGN KEY (organisation_id, rated_unit_id) REFERENCES units (organisation_id, id),
    CHECK (closes_on >= opens_on),
    CHECK ((state = 'draft') = (opened_at IS NULL)),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX surveys_by_time ON surveys (organisation_id, made_at, id);
CREATE INDEX surveys_by_kind ON surveys (organisation_id, kind, state, closes_on);

-- Who was asked, and whether an answer came; of an anonymous survey neither when nor which.
CREATE TABLE survey_invitations (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    code_digest TEXT NOT NULL UNIQUE,
    person_id TEXT,
    case_id TEXT,
    unit_id TEXT,
    is_used BIGINT NOT NULL CHECK (is_used IN (0, 1)),
    reminders BIGINT NOT NULL CHECK (reminders >= 0),
    reminded_on TEXT,
    UNIQUE (survey_id, number),
    UNIQUE (survey_id, person_id),
    UNIQUE (survey_id, case_id),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, survey_id) REFERENCES surveys (organisation_id, id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES persons (organisation_id, id)
);
CREATE INDEX survey_invitations_by_use ON survey_invitations (survey_id, is_used, number);

-- Whose work an invitation asks about: they neither key nor open its answer.
CREATE TABLE survey_rated_staff (
    survey_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL REFERENCES survey_invitations (id),
    organisation_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    PRIMARY KEY (invitation_id, staff_id)
);
CREATE INDEX survey_rated_staff_by_staff ON survey_rated_staff (organisation_id, staff_id, survey_id);

-- One answered questionnaire. Of an anonymous survey it names no invitation, no day and nobody who keyed it, and its
-- id tells no time.
CREATE TABLE survey_responses (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    invitation_id TEXT UNIQUE REFERENCES survey_invitations (id),
    has_invitation BIGINT NOT NULL CHECK (has_invitation IN (0, 1)),
    once_digest TEXT UNIQUE,
    mode TEXT NOT NULL CHECK (mode IN ('paper', 'phone', 'web', 'kiosk')),
    respondent TEXT NOT NULL CHECK (respondent IN ('self', 'assisted', 'proxy')),
    helper TEXT CHECK (helper IN ('family', 'guardian', 'staff', 'volunteer', 'other_resident', 'other')),
    answered_on TEXT,
    keyed_by TEXT,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, survey_id) REFERENCES surveys (organisation_id, id),
    CHECK (respondent = 'self' OR helper IS NOT NULL)
);
CREATE INDEX survey_responses_by_survey ON survey_responses (survey_id, mode, respondent);

CREATE TABLE survey_answers (
    response_id TEXT NOT NULL REFERENCES survey_responses (id),
    organisation_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    question TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (response_id, question, value)
);
CREATE INDEX survey_answers_by_question ON survey_answers (survey_id, question, value);

-- Own words; shown only after somebody made sure that nobody can be known from them.
CREATE TABLE survey_comments (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    question TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'released', 'withheld')),
    text_sealed TEXT NOT NULL,
    released_sealed TEXT,
    judged_by TEXT,
    judged_at BIGINT,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, survey_id) REFERENCES surveys (organisation_id, id),
    CHECK ((state = 'released') = (released_sealed IS NOT NULL)),
    CHECK ((state = 'waiting') = (judged_at IS NULL))
);
CREATE INDEX survey_comments_by_survey ON survey_comments (survey_id, state, id);

-- A low score somebody has to look into. Of an anonymous survey one for each question.
CREATE TABLE low_scores (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    question TEXT NOT NULL,
    response_key TEXT NOT NULL,
    case_id TEXT,
    opened_on TEXT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    outcome_sealed TEXT,
    handled_by TEXT,
    handled_at BIGINT,
    UNIQUE (survey_id, question, response_key),
    FOREIGN KEY (organisation_id, survey_id) REFERENCES surveys (organisation_id, id),
    CHECK ((is_open = 1) = (handled_at IS NULL))
);
CREATE INDEX low_scores_open ON low_scores (organisation_id, is_open, opened_on, id);

CREATE TABLE follow_ups (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('elder', 'family')),
    person_id TEXT NOT NULL,
    relative_id TEXT,
    unit_id TEXT,
    period TEXT NOT NULL CHECK (length(period) = 7),
    form TEXT NOT NULL CHECK (form IN ('elder', 'family', 'observation')),
    mode TEXT NOT NULL CHECK (mode IN ('phone', 'visit')),
    respondent TEXT NOT NULL CHECK (respondent IN ('self', 'assisted', 'proxy')),
    helper TEXT CHECK (helper IN ('family', 'guardian', 'staff', 'volunteer', 'other_resident', 'other')),
    done_on TEXT NOT NULL,
    satisfaction BIGINT CHECK (satisfaction BETWEEN 1 AND 5),
    answers_sealed TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    case_id TEXT UNIQUE,
    case_asked_by TEXT,
    case_asked_at BIGINT,
    UNIQUE (organisation_id, id),
    UNIQUE (organisation_id, audience, person_id, period),
    FOREIGN KEY (organisation_id, person_id) REFERENCES persons (organisation_id, id),
    CHECK (respondent = 'self' OR helper IS NOT NULL)
);
CREATE INDEX follow_ups_by_period ON follow_ups (organisation_id, audience, period, person_id);
CREATE INDEX follow_ups_by_person ON follow_ups (organisation_id, person_id, recorded_at);
