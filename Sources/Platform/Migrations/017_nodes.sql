-- What one node among several does for all: held until a moment, so that another takes over when its holder is gone.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    holder TEXT NOT NULL CHECK (holder <> ''),
    taken_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL CHECK (until_at >= taken_at)
);
