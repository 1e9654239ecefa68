-- Two tasks in one hand, for the auditor's list.
CREATE TABLE case_waivers (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    action TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    waived_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, number)
);
CREATE INDEX case_waivers_by_moment ON case_waivers (organisation_id, waived_at, case_id, number);
