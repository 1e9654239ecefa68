ALTER TABLE posts ADD COLUMN duties TEXT NOT NULL DEFAULT '' CHECK (length(duties) <= 4000);
ALTER TABLE posts ADD COLUMN retired_on TEXT;

CREATE INDEX staff_units_by_post ON staff_units (organisation_id, post_id, to_on);
CREATE INDEX security_events_by_kind ON security_events (organisation_id, kind, id);
