-- Some papers are kept longer or shorter than the record they belong to.
ALTER TABLE attachments ADD COLUMN record_class TEXT NOT NULL DEFAULT 'ordinary' CHECK (record_class IN (
    'ordinary', 'sealed_evidence', 'outpatient_copy', 'inpatient_copy', 'impact_assessment', 'sharing_record',
    'candidate'));
CREATE INDEX attachments_by_class ON attachments (organisation_id, record_class, added_at, id)
    WHERE record_class <> 'ordinary';
