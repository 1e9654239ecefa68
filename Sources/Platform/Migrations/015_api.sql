CREATE TABLE access_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    token_digest TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    per_minute BIGINT NOT NULL CHECK (per_minute BETWEEN 1 AND 60000),
    is_service BIGINT NOT NULL CHECK (is_service IN (0, 1)),
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT,
    revoked_by TEXT,
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX access_tokens_by_staff ON access_tokens (organisation_id, staff_id, id);

CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    url TEXT NOT NULL CHECK (length(url) <= 500),
    kinds TEXT NOT NULL,
    secret_sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX webhooks_by_organisation ON webhooks (organisation_id, ended_at, id);

CREATE TABLE webhook_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    message_id TEXT NOT NULL REFERENCES outbox_messages (id),
    tried_at BIGINT NOT NULL,
    status BIGINT,
    fault TEXT
);
CREATE INDEX webhook_attempts_by_message ON webhook_attempts (message_id, id);
