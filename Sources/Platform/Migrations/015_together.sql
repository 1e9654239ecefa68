-- What was typed into a form and not yet sent. A settled key stays for a day, so that a late saving finds it taken.
CREATE TABLE form_drafts (
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    draft_key TEXT NOT NULL CHECK (length(draft_key) BETWEEN 16 AND 64),
    form TEXT NOT NULL CHECK (length(form) BETWEEN 1 AND 120),
    revision BIGINT NOT NULL CHECK (revision >= 0),
    content TEXT,
    saved_at BIGINT NOT NULL,
    settled_at BIGINT,
    PRIMARY KEY (organisation_id, staff_id, draft_key),
    CHECK ((content IS NULL) = (settled_at IS NOT NULL))
);
CREATE INDEX form_drafts_by_form ON form_drafts (organisation_id, staff_id, form, saved_at) WHERE settled_at IS NULL;
CREATE INDEX form_drafts_by_age ON form_drafts (saved_at);
