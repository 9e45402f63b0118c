-- Nodes share PostgreSQL only; here for equal schemas.
INSERT INTO counters (name, value) VALUES ('nodes', 0);
