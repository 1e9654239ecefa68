CREATE TABLE persons (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    code_number BIGINT NOT NULL CHECK (code_number > 0),
    name_sealed TEXT NOT NULL,
    name_index TEXT,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'unknown')),
    born_on TEXT,
    id_number_sealed TEXT,
    id_number_index TEXT,
    phone_sealed TEXT,
    phone_index TEXT,
    phone_ending_index TEXT,
    health_notes_sealed TEXT,
    unit_id TEXT,
    room TEXT NOT NULL,
    bed TEXT NOT NULL,
    payer TEXT NOT NULL CHECK (payer IN ('self_pay', 'ltci', 'medical_insurance', 'welfare', 'other')),
    ability_level BIGINT CHECK (ability_level BETWEEN 0 AND 4),
    ability_assessed_on TEXT,
    insurance_level BIGINT CHECK (insurance_level BETWEEN 0 AND 5),
    cognition_impaired BIGINT NOT NULL CHECK (cognition_impaired IN (0, 1)),
    needs TEXT NOT NULL,
    dialect TEXT NOT NULL,
    died_on TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    UNIQUE (organisation_id, code_number),
    UNIQUE (organisation_id, id_number_index),
    FOREIGN KEY (organisation_id, unit_id) REFERENCES units (organisation_id, id),
    CHECK ((ability_level IS NULL) = (ability_assessed_on IS NULL)),
    CHECK ((id_number_sealed IS NULL) = (id_number_index IS NULL)),
    CHECK ((phone_sealed IS NULL) = (phone_index IS NULL)),
    CHECK (died_on IS NULL OR born_on IS NULL OR died_on >= born_on)
);

CREATE INDEX persons_by_place ON persons (organisation_id, room, bed, code_number);
CREATE INDEX persons_by_unit ON persons (organisation_id, unit_id, room, bed, code_number);
CREATE INDEX persons_by_name ON persons (organisation_id, name_index);
CREATE INDEX persons_by_phone ON persons (organisation_id, phone_index);
CREATE INDEX persons_by_phone_ending ON persons (organisation_id, phone_ending_index);

CREATE TABLE person_codes (
    organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    last_number BIGINT NOT NULL CHECK (last_number > 0)
);

CREATE TABLE service_periods (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('service', 'hospital')),
    from_on TEXT NOT NULL,
    until_on TEXT,
    FOREIGN KEY (organisation_id, person_id) REFERENCES persons (organisation_id, id),
    UNIQUE (person_id, kind, from_on),
    CHECK (until_on IS NULL OR until_on >= from_on)
);

CREATE INDEX service_periods_by_person ON service_periods (organisation_id, person_id, from_on);

CREATE TABLE relatives (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    name_sealed TEXT NOT NULL,
    name_index TEXT,
    phone_sealed TEXT,
    phone_index TEXT,
    phone_ending_index TEXT,
    relation TEXT NOT NULL CHECK (relation IN
        ('spouse', 'child', 'close_relative', 'other_relative', 'guardian', 'agent', 'friend_or_neighbour', 'organisation')),
    scope TEXT NOT NULL,
    is_spokesperson BIGINT NOT NULL CHECK (is_spokesperson IN (0, 1)),
    priority BIGINT NOT NULL CHECK (priority BETWEEN 1 AND 99),
    conflict_note_sealed TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    UNIQUE (person_id, id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES persons (organisation_id, id),
    CHECK ((phone_sealed IS NULL) = (phone_index IS NULL))
);

CREATE UNIQUE INDEX relatives_spokesperson_key ON relatives (person_id) WHERE is_spokesperson = 1;
CREATE INDEX relatives_by_person ON relatives (organisation_id, person_id, priority, id);
CREATE INDEX relatives_by_phone ON relatives (organisation_id, phone_index);
CREATE INDEX relatives_by_phone_ending ON relatives (organisation_id, phone_ending_index);

CREATE TABLE authorisations (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    relative_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('emergency_contact', 'payer', 'agent', 'guardian')),
    document_kind TEXT CHECK (document_kind IN
        ('power_of_attorney', 'service_contract', 'court_decision', 'guardianship_agreement', 'appointment')),
    document_reference TEXT,
    valid_from_on TEXT NOT NULL,
    valid_until_on TEXT,
    revoked_on TEXT,
    created_at BIGINT NOT NULL,
    FOREIGN KEY (organisation_id, relative_id) REFERENCES relatives (organisation_id, id),
    CHECK (kind NOT IN ('agent', 'guardian') OR document_reference IS NOT NULL),
    CHECK ((document_kind IS NULL) = (document_reference IS NULL)),
    CHECK (valid_until_on IS NULL OR valid_until_on >= valid_from_on)
);

CREATE INDEX authorisations_by_relative ON authorisations (organisation_id, relative_id, valid_from_on);
CREATE INDEX authorisations_by_end ON authorisations (organisation_id, valid_until_on);

CREATE TABLE consents (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('service', 'health_data', 'disclosure', 'health_disclosure', 'recording', 'publication', 'marketing', 'research')),
    decision TEXT NOT NULL CHECK (decision IN ('given', 'refused', 'withdrawn')),
    purpose TEXT NOT NULL CHECK (length(purpose) <= 500),
    version TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 40),
    decided_on TEXT NOT NULL,
    giver_relative_id TEXT,
    relation TEXT,
    relative_id TEXT,
    evidence_id TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    FOREIGN KEY (organisation_id, person_id) REFERENCES persons (organisation_id, id),
    FOREIGN KEY (person_id, giver_relative_id) REFERENCES relatives (person_id, id),
    FOREIGN KEY (person_id, relative_id) REFERENCES relatives (person_id, id),
    CHECK (relative_id IS NULL OR kind IN ('disclosure', 'health_disclosure'))
);

CREATE INDEX consents_by_person ON consents (organisation_id, person_id, kind, decided_on);
