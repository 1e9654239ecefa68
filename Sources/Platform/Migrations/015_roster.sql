CREATE TABLE duty_shifts (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    staff_id TEXT NOT NULL,
    unit_id TEXT,
    post TEXT NOT NULL CHECK (length(post) <= 100),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, unit_id) REFERENCES units (organisation_id, id),
    CHECK (until_at > from_at)
);
CREATE INDEX duty_shifts_by_end ON duty_shifts (organisation_id, until_at, id);
CREATE INDEX duty_shifts_by_staff ON duty_shifts (organisation_id, staff_id, until_at);

CREATE TABLE absences (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    staff_id TEXT NOT NULL,
    deputy_id TEXT,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 40),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, deputy_id) REFERENCES staff (organisation_id, id),
    CHECK (until_at > from_at),
    CHECK (deputy_id IS NULL OR deputy_id <> staff_id)
);
CREATE INDEX absences_by_end ON absences (organisation_id, until_at, id);
CREATE INDEX absences_by_staff ON absences (staff_id, until_at);
CREATE INDEX absences_by_deputy ON absences (organisation_id, deputy_id, until_at);
