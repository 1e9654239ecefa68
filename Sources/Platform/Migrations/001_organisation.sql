CREATE TABLE organisations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kind TEXT NOT NULL CHECK (kind IN ('care_home', 'home_care', 'ltci_provider', 'hospital', 'combined')),
    zone TEXT NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
    language TEXT NOT NULL CHECK (language IN ('zh-Hans', 'en')),
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 40),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    phone_sealed TEXT,
    employed_from_on TEXT NOT NULL,
    employed_to_on TEXT,
    on_duty BIGINT NOT NULL CHECK (on_duty IN (0, 1)),
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    UNIQUE (organisation_id, number),
    CHECK (employed_to_on IS NULL OR employed_to_on >= employed_from_on)
);

CREATE INDEX staff_by_name ON staff (organisation_id, name, id);

CREATE TABLE units (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    parent_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('department', 'floor', 'ward', 'team', 'group')),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    head_staff_id TEXT,
    active_from_on TEXT NOT NULL,
    active_to_on TEXT,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, parent_id) REFERENCES units (organisation_id, id),
    FOREIGN KEY (organisation_id, head_staff_id) REFERENCES staff (organisation_id, id),
    CHECK (parent_id IS NULL OR parent_id <> id),
    CHECK (active_to_on IS NULL OR active_to_on >= active_from_on)
);

CREATE INDEX units_by_name ON units (organisation_id, name, id);
CREATE INDEX units_by_parent ON units (organisation_id, parent_id);
CREATE INDEX units_by_head ON units (organisation_id, head_staff_id);

CREATE TABLE posts (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    establishment BIGINT CHECK (establishment >= 0),
    UNIQUE (organisation_id, id),
    UNIQUE (organisation_id, name)
);

CREATE TABLE staff_units (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    post_id TEXT,
    from_on TEXT NOT NULL,
    to_on TEXT,
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, unit_id) REFERENCES units (organisation_id, id),
    FOREIGN KEY (organisation_id, post_id) REFERENCES posts (organisation_id, id),
    CHECK (to_on IS NULL OR to_on >= from_on)
);

CREATE INDEX staff_units_by_staff ON staff_units (organisation_id, staff_id, from_on);
CREATE INDEX staff_units_by_unit ON staff_units (organisation_id, unit_id, from_on);

CREATE TABLE staff_roles (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (length(role) BETWEEN 1 AND 40),
    granted_at BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    combined BIGINT NOT NULL CHECK (combined IN (0, 1)),
    revoked_at BIGINT,
    revoked_by TEXT,
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);

CREATE UNIQUE INDEX staff_roles_standing ON staff_roles (staff_id, role) WHERE revoked_at IS NULL;
CREATE INDEX staff_roles_by_role ON staff_roles (organisation_id, role, revoked_at);
CREATE INDEX staff_roles_by_staff ON staff_roles (organisation_id, staff_id, granted_at);
