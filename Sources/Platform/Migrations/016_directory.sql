CREATE TABLE unit_contacts (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    unit_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    phone TEXT NOT NULL CHECK (length(phone) BETWEEN 1 AND 40),
    deputy_id TEXT,
    deputy_phone TEXT NOT NULL CHECK (length(deputy_phone) <= 40),
    after_hours TEXT NOT NULL CHECK (length(after_hours) <= 200),
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, unit_id),
    FOREIGN KEY (organisation_id, unit_id) REFERENCES units (organisation_id, id),
    FOREIGN KEY (organisation_id, contact_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, deputy_id) REFERENCES staff (organisation_id, id)
);

CREATE TABLE emergency_contacts (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    phone TEXT NOT NULL CHECK (length(phone) BETWEEN 1 AND 40),
    hours TEXT NOT NULL CHECK (length(hours) <= 100),
    note TEXT NOT NULL CHECK (length(note) <= 200)
);
CREATE INDEX emergency_contacts_by_name ON emergency_contacts (organisation_id, name, id);

CREATE TABLE staff_competences (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    staff_id TEXT NOT NULL,
    field TEXT NOT NULL CHECK (field IN ('communication', 'law', 'psychology')),
    level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
    evidence TEXT NOT NULL CHECK (length(evidence) BETWEEN 1 AND 1000),
    until_on TEXT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, staff_id, field),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
