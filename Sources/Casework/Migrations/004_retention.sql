ALTER TABLE cases ADD COLUMN anonymised_at BIGINT;
CREATE INDEX cases_closed_by_day ON cases (organisation_id, closed_at, id) WHERE is_open = 0 AND anonymised_at IS NULL;

CREATE TABLE legal_holds (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    placed_by TEXT NOT NULL,
    placed_at BIGINT NOT NULL,
    lifted_by TEXT,
    lifted_at BIGINT,
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
);
CREATE UNIQUE INDEX legal_holds_standing_key ON legal_holds (case_id) WHERE lifted_at IS NULL;
CREATE INDEX legal_holds_by_moment ON legal_holds (organisation_id, placed_at, id) WHERE lifted_at IS NULL;

CREATE TABLE retention_runs (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    rule TEXT NOT NULL,
    manner TEXT NOT NULL CHECK (manner IN ('anonymise', 'delete')),
    until_on TEXT NOT NULL,
    found BIGINT NOT NULL CHECK (found >= 0),
    proposed_by TEXT NOT NULL REFERENCES staff (id),
    proposed_at BIGINT NOT NULL,
    approved_by TEXT REFERENCES staff (id),
    approved_at BIGINT,
    done_at BIGINT,
    done BIGINT NOT NULL CHECK (done >= 0),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK (approved_by IS NULL OR approved_by <> proposed_by),
    CHECK (done_at IS NULL OR approved_at IS NOT NULL)
);
CREATE INDEX retention_runs_by_moment ON retention_runs (organisation_id, proposed_at, id);
CREATE INDEX retention_runs_working ON retention_runs (id) WHERE approved_at IS NOT NULL AND done_at IS NULL;
