-- When actions open by themselves; without a row a person decides.
CREATE TABLE opening_rules (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    rule TEXT NOT NULL CHECK (rule IN ('low_scores')),
    after BIGINT CHECK (after BETWEEN 1 AND 50),
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, rule)
);
