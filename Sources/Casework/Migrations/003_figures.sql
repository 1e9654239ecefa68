CREATE TABLE case_figures (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    received_at BIGINT NOT NULL,
    judged_at BIGINT,
    figure TEXT NOT NULL
);
CREATE INDEX case_figures_by_receipt ON case_figures (organisation_id, received_at, case_id);
CREATE INDEX case_figures_by_judgement ON case_figures (organisation_id, judged_at, case_id)
    WHERE judged_at IS NOT NULL;

-- How far the figures of cases from before this table have been made.
CREATE TABLE figure_renewals (
    organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    after_id TEXT NOT NULL,
    is_done BIGINT NOT NULL CHECK (is_done IN (0, 1))
);

CREATE TABLE analyses (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    period TEXT NOT NULL CHECK (length(period) BETWEEN 4 AND 7),
    version BIGINT NOT NULL CHECK (version >= 1),
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 1000),
    figures TEXT NOT NULL,
    PRIMARY KEY (organisation_id, period, version),
    CHECK (version = 1 OR reason IS NOT NULL)
);

CREATE TABLE analysis_findings (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    period TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    finding TEXT NOT NULL CHECK (length(finding) BETWEEN 1 AND 4000),
    measure TEXT NOT NULL CHECK (length(measure) BETWEEN 1 AND 4000),
    owner_id TEXT NOT NULL REFERENCES staff (id),
    due_on TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (organisation_id, period, number)
);

CREATE TABLE bulletins (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    period TEXT NOT NULL,
    published_at BIGINT,
    published_version BIGINT,
    published_by TEXT REFERENCES staff (id),
    UNIQUE (organisation_id, period),
    CHECK ((published_at IS NULL) = (published_version IS NULL))
);

CREATE TABLE bulletin_versions (
    bulletin_id TEXT NOT NULL REFERENCES bulletins (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    analysis_version BIGINT NOT NULL,
    words TEXT NOT NULL CHECK (length(words) <= 8000),
    made_at BIGINT NOT NULL,
    made_by TEXT REFERENCES staff (id),
    PRIMARY KEY (bulletin_id, version)
);

CREATE TABLE bulletin_receipts (
    bulletin_id TEXT NOT NULL REFERENCES bulletins (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    read_at BIGINT NOT NULL,
    PRIMARY KEY (bulletin_id, staff_id)
);
CREATE INDEX bulletin_receipts_by_staff ON bulletin_receipts (organisation_id, staff_id, bulletin_id);
