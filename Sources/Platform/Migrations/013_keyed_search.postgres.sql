-- Terms are codes of the organisation's key from here on; the program writes the documents anew when it starts.
-- TRUNCATE and CLUSTER write new files, so that nothing readable stays in pages let go.
TRUNCATE search_terms;
ALTER TABLE search_documents DROP COLUMN title;
ALTER TABLE search_documents ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CLUSTER search_documents USING search_documents_newest;
