-- Courses with their versions, sessions with whom they are for, quizzes taken, and what counts as trained.
CREATE TABLE training_courses (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    code TEXT NOT NULL CHECK (length(code) BETWEEN 3 AND 40),
    number BIGINT NOT NULL CHECK (number > 0),
    origin TEXT NOT NULL CHECK (origin IN ('shipped', 'house')),
    document TEXT NOT NULL,
    counts_from BIGINT NOT NULL CHECK (counts_from BETWEEN 1 AND number),
    counts_from_on TEXT NOT NULL,
    required_from_on TEXT NOT NULL,
    is_retired BIGINT NOT NULL CHECK (is_retired IN (0, 1)),
    is_current BIGINT NOT NULL CHECK (is_current IN (0, 1)),
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, code, number)
);
CREATE UNIQUE INDEX training_courses_current ON training_courses (organisation_id, code) WHERE is_current = 1;

CREATE TABLE training_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    starts_at BIGINT NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 10 AND 600),
    place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 100),
    trainer_id TEXT,
    trainer_name TEXT NOT NULL CHECK (length(trainer_name) <= 100),
    courses TEXT NOT NULL,
    note TEXT NOT NULL CHECK (length(note) <= 1000),
    version BIGINT NOT NULL CHECK (version > 0),
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, trainer_id) REFERENCES staff (organisation_id, id),
    CHECK ((trainer_id IS NULL) = (length(trainer_name) > 0))
);
CREATE INDEX training_sessions_by_time ON training_sessions (organisation_id, starts_at, id);
CREATE INDEX training_sessions_by_state ON training_sessions (organisation_id, state, starts_at, id);
CREATE INDEX training_sessions_by_trainer ON training_sessions (organisation_id, trainer_id, starts_at);

-- Who is asked to come, and what became of it. An illness is only named as such.
CREATE TABLE training_attendances (
    session_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('attended', 'partly', 'leave', 'sick', 'work', 'missed')),
    minutes BIGINT CHECK (minutes BETWEEN 0 AND 600),
    invited_at BIGINT NOT NULL,
    keyed_at BIGINT,
    keyed_by TEXT,
    PRIMARY KEY (session_id, staff_id),
    FOREIGN KEY (organisation_id, session_id) REFERENCES training_sessions (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    CHECK ((outcome IS NULL) = (keyed_at IS NULL)),
    CHECK ((outcome IS NULL) = (keyed_by IS NULL)),
    CHECK ((minutes IS NOT NULL) = (outcome IS NOT NULL))
);
CREATE INDEX training_attendances_by_staff ON training_attendances (organisation_id, staff_id, session_id);

CREATE TABLE training_sittings (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    course TEXT NOT NULL,
    number BIGINT NOT NULL,
    seed TEXT NOT NULL CHECK (length(seed) = 16),
    begun_at BIGINT NOT NULL,
    handed_in_on TEXT,
    handed_in_at BIGINT,
    answers_sealed TEXT,
    right_count BIGINT CHECK (right_count >= 0),
    asked BIGINT NOT NULL CHECK (asked > 0),
    passed BIGINT CHECK (passed IN (0, 1)),
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, course, number) REFERENCES training_courses (organisation_id, code, number),
    CHECK ((handed_in_at IS NULL) = (handed_in_on IS NULL)),
    CHECK ((handed_in_at IS NULL) = (right_count IS NULL)),
    CHECK ((handed_in_at IS NULL) = (passed IS NULL)),
    CHECK (answers_sealed IS NULL OR handed_in_at IS NOT NULL),
    CHECK (right_count IS NULL OR right_count <= asked)
);
CREATE UNIQUE INDEX training_sittings_open ON training_sittings (staff_id, course) WHERE handed_in_at IS NULL;
CREATE INDEX training_sittings_by_staff ON training_sittings (organisation_id, staff_id, course, handed_in_on);
CREATE INDEX training_sittings_by_end ON training_sittings (organisation_id, handed_in_at);

CREATE TABLE training_records (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    course TEXT NOT NULL,
    number BIGINT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('quiz', 'paper', 'attendance')),
    session_id TEXT,
    sitting_id TEXT UNIQUE,
    passed BIGINT NOT NULL CHECK (passed IN (0, 1)),
    right_count BIGINT CHECK (right_count >= 0),
    asked BIGINT CHECK (asked > 0),
    done_on TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (session_id, staff_id, course, way),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, session_id) REFERENCES training_sessions (organisation_id, id),
    FOREIGN KEY (organisation_id, sitting_id) REFERENCES training_sittings (organisation_id, id),
    FOREIGN KEY (organisation_id, course, number) REFERENCES training_courses (organisation_id, code, number),
    CHECK ((way = 'quiz') = (sitting_id IS NOT NULL)),
    CHECK ((way = 'quiz') = (session_id IS NULL)),
    CHECK ((right_count IS NULL) = (asked IS NULL)),
    CHECK ((way = 'attendance') = (asked IS NULL)),
    CHECK (right_count IS NULL OR right_count <= asked)
);
CREATE INDEX training_records_by_staff ON training_records (organisation_id, staff_id, recorded_at, id);
CREATE INDEX training_records_by_pass ON training_records (organisation_id, passed, staff_id, course, number, done_on);
CREATE INDEX training_records_by_day ON training_records (organisation_id, done_on, way);
