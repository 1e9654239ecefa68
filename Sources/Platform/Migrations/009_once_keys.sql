CREATE TABLE once_keys (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    once_key TEXT NOT NULL CHECK (length(once_key) <= 64),
    path TEXT NOT NULL,
    answer TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, once_key, path)
);
CREATE INDEX once_keys_made_at ON once_keys (made_at);
