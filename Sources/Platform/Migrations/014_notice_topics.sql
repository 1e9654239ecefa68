-- Of the unseen notices of one topic about one record an employee keeps the newest.
ALTER TABLE notices ADD COLUMN topic TEXT;
CREATE INDEX notices_topic ON notices (organisation_id, staff_id, subject_kind, subject_id, topic)
    WHERE read_at IS NULL AND topic IS NOT NULL;
