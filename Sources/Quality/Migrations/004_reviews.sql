-- The yearly management review: its inputs as they stood, and its minutes.
CREATE TABLE management_reviews (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    year BIGINT NOT NULL CHECK (year BETWEEN 2000 AND 2200),
    held_on TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id),
    document TEXT NOT NULL,
    UNIQUE (organisation_id, year)
);
