-- What people ask and what the house answers, in versions.
CREATE TABLE knowledge_articles (
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    keywords TEXT NOT NULL,
    valid_until_on TEXT,
    owner_id TEXT NOT NULL REFERENCES staff (id),
    is_retired BIGINT NOT NULL CHECK (is_retired IN (0, 1)),
    is_current BIGINT NOT NULL CHECK (is_current IN (0, 1)),
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX knowledge_articles_current ON knowledge_articles (organisation_id, made_at, id) WHERE is_current = 1;
