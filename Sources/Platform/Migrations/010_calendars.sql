CREATE TABLE calendar_years (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    year BIGINT NOT NULL CHECK (year BETWEEN 2000 AND 2200),
    announcement TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    imported_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, year)
);

CREATE TABLE calendar_overrides (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    ruling TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_on TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL
);
CREATE INDEX calendar_overrides_by_organisation ON calendar_overrides (organisation_id, recorded_at);
