-- Cases a mystery visitor made by the usual ways; nobody who handles them knows. They are in no count of complaints.
CREATE TABLE hidden_cases (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    hidden_at BIGINT NOT NULL
);
