-- Definitions of registers an organisation works by, in versions; never edited, never removed.
CREATE TABLE register_definitions (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    register TEXT NOT NULL CHECK (length(register) BETWEEN 1 AND 40),
    version BIGINT NOT NULL CHECK (version >= 1),
    origin TEXT NOT NULL CHECK (origin IN ('shipped', 'house')),
    source TEXT NOT NULL CHECK (length(source) <= 65536),
    put_in_force_at BIGINT NOT NULL,
    put_in_force_by TEXT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    is_current BIGINT NOT NULL CHECK (is_current IN (0, 1)),
    PRIMARY KEY (organisation_id, register, version),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE UNIQUE INDEX register_definitions_current ON register_definitions (organisation_id, register)
    WHERE is_current = 1;

-- What the house set the numbers of a register's rules to.
CREATE TABLE register_settings (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    register TEXT NOT NULL,
    setting TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, register, setting)
);

-- The last running number of a register within a month, a year, or for ever.
CREATE TABLE register_counters (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    register TEXT NOT NULL,
    period TEXT NOT NULL,
    counter BIGINT NOT NULL CHECK (counter >= 1),
    PRIMARY KEY (organisation_id, register, period)
);

CREATE TABLE register_entries (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    register TEXT NOT NULL,
    definition_version BIGINT NOT NULL,
    number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 120),
    state TEXT NOT NULL,
    document TEXT NOT NULL,
    sealed TEXT,
    -- Who brought it into which state, as JSON.
    passed TEXT NOT NULL,
    unit_id TEXT REFERENCES units (id),
    day_on TEXT NOT NULL,
    kept_until_on TEXT,
    version BIGINT NOT NULL CHECK (version >= 1),
    entered_at BIGINT NOT NULL,
    entered_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (organisation_id, register, number),
    FOREIGN KEY (organisation_id, register, definition_version)
        REFERENCES register_definitions (organisation_id, register, version)
);
CREATE INDEX register_entries_days ON register_entries (organisation_id, register, day_on, id);
CREATE INDEX register_entries_states ON register_entries (organisation_id, register, state, day_on, id);
CREATE INDEX register_entries_definitions ON register_entries (organisation_id, register, definition_version);
CREATE INDEX register_entries_units ON register_entries (unit_id);
CREATE INDEX register_entries_terms ON register_entries (organisation_id, kept_until_on);

-- Answers that entries are looked for and added up by. `value` is the answer, `amount` the same where it is a number.
CREATE TABLE register_values (
    entry_id TEXT NOT NULL REFERENCES register_entries (id),
    field TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    register TEXT NOT NULL,
    value TEXT NOT NULL,
    amount BIGINT,
    day_on TEXT NOT NULL,
    PRIMARY KEY (entry_id, field)
);
CREATE INDEX register_values_answers ON register_values (organisation_id, register, field, value, day_on, entry_id);

-- What entries point to: cases, persons served, employees, units, other entries.
CREATE TABLE register_links (
    entry_id TEXT NOT NULL REFERENCES register_entries (id),
    field TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    register TEXT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('case', 'person', 'staff', 'unit', 'register_entry')),
    target_id TEXT NOT NULL,
    day_on TEXT NOT NULL,
    PRIMARY KEY (entry_id, field)
);
CREATE INDEX register_links_targets ON register_links (organisation_id, target_kind, target_id, day_on, entry_id);

-- Which answers may not come twice: a digest of them, held by the entry that has them.
CREATE TABLE register_uniques (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    register TEXT NOT NULL,
    digest TEXT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES register_entries (id),
    PRIMARY KEY (organisation_id, register, digest)
);
CREATE INDEX register_uniques_entries ON register_uniques (entry_id);
