CREATE TABLE search_documents (
    number INTEGER NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
    subject_id TEXT NOT NULL CHECK (subject_id <> ''),
    title TEXT NOT NULL CHECK (length(title) <= 200),
    access TEXT NOT NULL CHECK (access <> ''),
    happened_at BIGINT NOT NULL,
    UNIQUE (organisation_id, subject_kind, subject_id)
);

CREATE INDEX search_documents_newest ON search_documents (organisation_id, happened_at, number);

-- The number of the document is the rowid.
CREATE VIRTUAL TABLE search_terms USING fts5 (terms, tokenize = 'unicode61');
