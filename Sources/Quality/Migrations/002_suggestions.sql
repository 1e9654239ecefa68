-- What became of each suggestion; the document is the review itself.
CREATE TABLE suggestion_reviews (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'studied', 'adopted', 'declined', 'told', 'answered')),
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    unit_id TEXT REFERENCES units (id),
    decided_on TEXT,
    is_adopted BIGINT CHECK (is_adopted IN (0, 1)),
    told_at BIGINT,
    version BIGINT NOT NULL CHECK (version >= 1),
    document TEXT NOT NULL,
    CHECK ((decided_on IS NULL) = (is_adopted IS NULL))
);
CREATE INDEX suggestion_reviews_open ON suggestion_reviews (organisation_id, received_at, case_id) WHERE is_open = 1;
CREATE INDEX suggestion_reviews_open_by_unit ON suggestion_reviews (organisation_id, unit_id, received_at, case_id)
    WHERE is_open = 1;
CREATE INDEX suggestion_reviews_ended ON suggestion_reviews (organisation_id, received_at, case_id) WHERE is_open = 0;
CREATE INDEX suggestion_reviews_decided ON suggestion_reviews (organisation_id, decided_on) WHERE decided_on IS NOT NULL;

-- The months of which the list was laid before whoever watches over quality.
CREATE TABLE suggestion_months (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    month TEXT NOT NULL CHECK (length(month) = 7),
    listed_at BIGINT NOT NULL,
    waiting BIGINT NOT NULL CHECK (waiting >= 0),
    PRIMARY KEY (organisation_id, month)
);
