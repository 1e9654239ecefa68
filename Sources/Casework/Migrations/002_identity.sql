CREATE TABLE case_links (
    case_id TEXT NOT NULL REFERENCES cases (id),
    other_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (case_id, other_id, kind),
    CHECK (case_id <> other_id)
);
CREATE INDEX case_links_by_other ON case_links (other_id, case_id);
CREATE INDEX case_links_by_organisation ON case_links (organisation_id, case_id);

CREATE TABLE conduct_limits (
    case_id TEXT NOT NULL REFERENCES cases (id),
    place BIGINT NOT NULL CHECK (place >= 0),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    review_on TEXT NOT NULL,
    PRIMARY KEY (case_id, place),
    CHECK (from_on < until_on)
);
CREATE INDEX conduct_limits_open ON conduct_limits (organisation_id, review_on, case_id) WHERE is_open = 1;
