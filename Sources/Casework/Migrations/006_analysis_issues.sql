-- An analysis a person approved: what it was made of then, so that it can be printed the same for ever.
CREATE TABLE analysis_issues (
    organisation_id TEXT NOT NULL,
    period TEXT NOT NULL,
    version BIGINT NOT NULL,
    findings BIGINT NOT NULL CHECK (findings >= 0),
    months TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (organisation_id, period, version),
    FOREIGN KEY (organisation_id, period, version) REFERENCES analyses (organisation_id, period, version)
);
