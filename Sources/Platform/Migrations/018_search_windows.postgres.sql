-- GIN knows no order: which stretches of numbers a document lies in lets a search look at the newest ones first. The
-- five sizes are those of SearchWindows.swift.
DROP INDEX search_terms_words;
CREATE INDEX search_terms_windows ON search_terms USING gin (terms, (ARRAY[
    (number >> 8) * 8, (number >> 12) * 8 + 1, (number >> 16) * 8 + 2, (number >> 20) * 8 + 3, (number >> 24) * 8 + 4
]))
-- Every look reads the list of what is not yet in its place, so it is kept short (kilobytes).
WITH (gin_pending_list_limit = 1024);
-- Terms lie beside their number, where a phrase is checked in them, as long as they fit on a page.
ALTER TABLE search_terms ALTER COLUMN terms SET STORAGE MAIN;
