-- The key that the codes of the index of words were made under before this change; the oldest key where none is named.
ALTER TABLE blind_keys ADD COLUMN words_id TEXT REFERENCES data_keys (id);
