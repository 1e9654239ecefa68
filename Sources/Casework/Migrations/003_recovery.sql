-- The special fund: what is put aside in a year, its book, and which cases wait for money.
CREATE TABLE fund_years (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    year BIGINT NOT NULL CHECK (year BETWEEN 2000 AND 2200),
    budget_fen BIGINT NOT NULL CHECK (budget_fen > 0),
    reserve_percent BIGINT NOT NULL CHECK (reserve_percent BETWEEN 1 AND 100),
    balance_fen BIGINT NOT NULL CHECK (balance_fen >= 0),
    PRIMARY KEY (organisation_id, year)
);

CREATE TABLE fund_entries (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    year BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('allocation', 'draw_down', 'reversal')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0),
    balance_fen BIGINT NOT NULL CHECK (balance_fen >= 0),
    case_id TEXT REFERENCES cases (id),
    payment BIGINT,
    remedy TEXT,
    booked_on TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    approved_by TEXT REFERENCES staff (id),
    FOREIGN KEY (organisation_id, year) REFERENCES fund_years (organisation_id, year),
    UNIQUE (case_id, payment, kind),
    CHECK ((kind = 'allocation') = (case_id IS NULL)),
    CHECK ((case_id IS NULL) = (payment IS NULL)),
    CHECK (kind <> 'draw_down' OR amount_fen < 0),
    CHECK (kind <> 'reversal' OR amount_fen > 0)
);
CREATE INDEX fund_entries_by_moment ON fund_entries (organisation_id, recorded_at, id);
CREATE INDEX fund_entries_by_month ON fund_entries (organisation_id, year, booked_on);

CREATE TABLE case_money (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    approved_at BIGINT NOT NULL,
    owed_fen BIGINT NOT NULL CHECK (owed_fen >= 0)
);
CREATE INDEX case_money_owed ON case_money (organisation_id, approved_at, case_id) WHERE owed_fen > 0;

-- Recovery strategies of the house, and what was begun in cases.
CREATE TABLE recovery_strategies (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
    version BIGINT NOT NULL CHECK (version >= 1),
    document TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (organisation_id, code, version)
);

CREATE TABLE case_recoveries (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    waited_ms BIGINT NOT NULL CHECK (waited_ms >= 0),
    effect BIGINT CHECK (effect BETWEEN 1 AND 5),
    PRIMARY KEY (case_id, number)
);
CREATE INDEX case_recoveries_by_code ON case_recoveries (organisation_id, code);

-- Who must be told of what: the checklist of every case.
CREATE TABLE case_reports (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    due_at BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    PRIMARY KEY (case_id, number)
);
CREATE INDEX case_reports_open ON case_reports (organisation_id, due_at, case_id, number) WHERE is_open = 1;
CREATE INDEX case_reports_settled ON case_reports (organisation_id, opened_at, case_id, number) WHERE is_open = 0;
