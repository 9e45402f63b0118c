-- How many times a node came, or looked whether others are there: as long as it stays, the only node remains the only
-- one. Changed in place, like the version.
INSERT INTO counters (name, value) VALUES ('nodes', 0);
