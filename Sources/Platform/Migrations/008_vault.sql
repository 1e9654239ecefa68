CREATE TABLE data_keys (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    wrapped TEXT NOT NULL CHECK (length(wrapped) = 80),
    created_at BIGINT NOT NULL,
    retired_at BIGINT CHECK (retired_at >= created_at)
);

CREATE INDEX data_keys_organisation ON data_keys (organisation_id, created_at);
CREATE UNIQUE INDEX data_keys_active_key ON data_keys (organisation_id) WHERE retired_at IS NULL;
