-- Cases worth learning from, told so that nobody can be known, in versions of which one is read.
CREATE TABLE knowledge_cases (
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'replaced', 'retired')),
    outcome TEXT NOT NULL CHECK (outcome IN ('success', 'failure')),
    category TEXT NOT NULL,
    root TEXT,
    document TEXT NOT NULL,
    source_case TEXT,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    approved_at BIGINT,
    approved_by TEXT,
    reviewed_at BIGINT,
    PRIMARY KEY (id, version),
    CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
    CHECK (state <> 'published' OR approved_at IS NOT NULL)
);
CREATE UNIQUE INDEX knowledge_cases_one_published ON knowledge_cases (id) WHERE state = 'published';
CREATE UNIQUE INDEX knowledge_cases_one_draft ON knowledge_cases (id) WHERE state = 'draft';
CREATE INDEX knowledge_cases_read ON knowledge_cases (organisation_id, state, made_at, id);
CREATE INDEX knowledge_cases_by_category ON knowledge_cases (organisation_id, category, made_at, id)
    WHERE state = 'published';

CREATE TABLE knowledge_comments (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    knowledge_case_id TEXT NOT NULL,
    is_expert BIGINT NOT NULL CHECK (is_expert IN (0, 1)),
    capacity TEXT NOT NULL CHECK (length(capacity) <= 60),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 2000),
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);
CREATE INDEX knowledge_comments_by_case ON knowledge_comments (knowledge_case_id, made_at, id);

-- Each look through the whole library.
CREATE TABLE knowledge_reviews (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 2000),
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);
CREATE INDEX knowledge_reviews_by_moment ON knowledge_reviews (organisation_id, made_at, id);
