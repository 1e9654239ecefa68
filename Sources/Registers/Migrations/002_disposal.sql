-- What becomes of an entry when its term is over, as its definition says.
ALTER TABLE register_entries ADD COLUMN disposal TEXT NOT NULL DEFAULT 'delete'
    CHECK (disposal IN ('anonymise', 'delete'));
ALTER TABLE register_entries ADD COLUMN anonymised_at BIGINT;
DROP INDEX register_entries_terms;
CREATE INDEX register_entries_terms ON register_entries (organisation_id, disposal, kept_until_on, id)
    WHERE anonymised_at IS NULL;

-- What stops the term of an entry: a dispute, an inquiry, an order.
CREATE TABLE register_holds (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    entry_id TEXT NOT NULL REFERENCES register_entries (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    placed_by TEXT NOT NULL,
    placed_at BIGINT NOT NULL,
    lifted_by TEXT,
    lifted_at BIGINT,
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
);
CREATE UNIQUE INDEX register_holds_standing_key ON register_holds (entry_id) WHERE lifted_at IS NULL;
CREATE INDEX register_holds_entries ON register_holds (entry_id);
CREATE INDEX register_holds_by_moment ON register_holds (organisation_id, placed_at, id) WHERE lifted_at IS NULL;
