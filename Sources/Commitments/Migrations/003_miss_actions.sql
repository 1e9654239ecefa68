-- How many misses within a month open an action by themselves; none while a person decides.
ALTER TABLE service_standards ADD COLUMN opens_after BIGINT CHECK (opens_after BETWEEN 1 AND 50);
UPDATE service_standards SET opens_after = 1 WHERE opens_action = 1;

-- Which action answers a miss.
ALTER TABLE commitment_misses ADD COLUMN action_id TEXT;
CREATE INDEX commitment_misses_by_code ON commitment_misses (organisation_id, code, due_at) WHERE withdrawn_at IS NULL;
