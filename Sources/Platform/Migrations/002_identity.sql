CREATE TABLE accounts (
    staff_id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    login TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 3 AND 64),
    password_hash TEXT NOT NULL,
    must_change BIGINT NOT NULL CHECK (must_change IN (0, 1)),
    failed_attempts BIGINT NOT NULL CHECK (failed_attempts >= 0),
    locked_until_at BIGINT,
    totp_sealed TEXT,
    totp_confirmed BIGINT NOT NULL CHECK (totp_confirmed IN (0, 1)),
    totp_last_step BIGINT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    disabled BIGINT NOT NULL CHECK (disabled IN (0, 1)),
    created_at BIGINT NOT NULL,
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    UNIQUE (organisation_id, staff_id),
    CHECK (totp_confirmed = 0 OR totp_sealed IS NOT NULL)
);

CREATE INDEX accounts_by_login ON accounts (organisation_id, login);

CREATE TABLE password_history (
    id TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES accounts (staff_id),
    password_hash TEXT NOT NULL,
    set_at BIGINT NOT NULL
);

CREATE INDEX password_history_by_staff ON password_history (staff_id, id);

CREATE TABLE recovery_codes (
    digest TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES accounts (staff_id),
    used_at BIGINT
);

CREATE INDEX recovery_codes_by_staff ON recovery_codes (staff_id);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    token_digest TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('staff', 'complainant')),
    stage TEXT NOT NULL CHECK (stage IN ('second_factor', 'password_change', 'open')),
    staff_id TEXT,
    case_id TEXT,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    FOREIGN KEY (organisation_id, staff_id) REFERENCES accounts (organisation_id, staff_id),
    CHECK ((kind = 'staff') = (staff_id IS NOT NULL)),
    CHECK ((kind = 'complainant') = (case_id IS NOT NULL))
);

CREATE INDEX sessions_by_staff ON sessions (organisation_id, staff_id, ended_at);
CREATE INDEX sessions_by_case ON sessions (organisation_id, case_id, ended_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE throttles (
    key TEXT NOT NULL PRIMARY KEY,
    window_started_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL CHECK (attempts > 0)
);

CREATE INDEX throttles_by_start ON throttles (window_started_at);

CREATE TABLE security_events (
    id TEXT NOT NULL PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    organisation_id TEXT REFERENCES organisations (id),
    staff_id TEXT REFERENCES staff (id),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    address TEXT NOT NULL,
    detail TEXT NOT NULL CHECK (length(detail) <= 80)
);

CREATE INDEX security_events_by_organisation ON security_events (organisation_id, id);
CREATE INDEX security_events_by_staff ON security_events (staff_id, id);
