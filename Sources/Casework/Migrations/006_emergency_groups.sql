-- Who may act at once in a case while an emergency is declared in it; told by the case itself, kept here for counting.
CREATE TABLE case_emergency_members (
    case_id TEXT NOT NULL REFERENCES cases (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (case_id, staff_id)
);
