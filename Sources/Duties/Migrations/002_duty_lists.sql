-- Every list reads what is open or what has ended, in the order of its due; neither passes over the other.
DROP INDEX duties_by_due;
DROP INDEX duties_by_rule_due;
CREATE INDEX duties_open_by_rule ON duties (organisation_id, rule_code, due_at, id) WHERE state = 'open';
CREATE INDEX duties_ended_by_due ON duties (organisation_id, due_at, id)
    WHERE state IN ('done', 'waived', 'not_applicable');
CREATE INDEX duties_ended_by_holder ON duties (organisation_id, holder, due_at, id)
    WHERE state IN ('done', 'waived', 'not_applicable');
CREATE INDEX duties_ended_by_unit ON duties (organisation_id, unit_id, due_at, id)
    WHERE state IN ('done', 'waived', 'not_applicable');
CREATE INDEX duties_ended_by_rule ON duties (organisation_id, rule_code, due_at, id)
    WHERE state IN ('done', 'waived', 'not_applicable');

-- A month's days are counted up to a limit each, of the whole house and of one holder.
CREATE INDEX duties_by_day ON duties (organisation_id, due_on, state);
CREATE INDEX duties_by_holder_day ON duties (organisation_id, holder, due_on, state);
