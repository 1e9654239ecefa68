CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
    subject_id TEXT NOT NULL CHECK (subject_id <> ''),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    kind TEXT NOT NULL CHECK (kind IN (
        'jpeg', 'png', 'gif', 'webp', 'heic', 'pdf', 'text', 'mp3', 'wav', 'm4a', 'ogg', 'amr', 'webm_audio',
        'mp4', 'webm', 'quick_time')),
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    sensitive BIGINT NOT NULL CHECK (sensitive IN (0, 1))
);

CREATE INDEX attachments_subject ON attachments (organisation_id, subject_kind, subject_id, added_at);
CREATE INDEX attachments_digest ON attachments (organisation_id, digest);
