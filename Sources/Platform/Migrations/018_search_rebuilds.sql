-- Writing the index of words anew while everybody goes on working: the newest run of each organisation, how far it is,
-- and for which way of writing.
CREATE TABLE search_rebuilds (
    organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    version BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    begun_by TEXT NOT NULL CHECK (begun_by <> ''),
    kind TEXT,
    place TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total >= 0),
    done BIGINT NOT NULL CHECK (done >= 0),
    written BIGINT NOT NULL CHECK (written >= 0),
    removed BIGINT NOT NULL CHECK (removed >= 0),
    ended_at BIGINT CHECK (ended_at >= begun_at)
);

CREATE INDEX search_documents_by_number ON search_documents (organisation_id, number);
