-- Terms are codes of the organisation's key from here on. What was readable is overwritten, not only let go; the
-- program writes the documents anew when it starts.
PRAGMA secure_delete = ON;
DROP TABLE search_terms;
CREATE VIRTUAL TABLE search_terms USING fts5 (terms, tokenize = 'unicode61');
ALTER TABLE search_documents DROP COLUMN title;
ALTER TABLE search_documents ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
PRAGMA secure_delete = OFF;
