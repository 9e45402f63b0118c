-- Links to a conversation's history for people outside. The link itself is signed, not kept: see server/src/share.
CREATE TABLE shares (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL,
  user_id         INTEGER NOT NULL, -- who made it
  time_zone       TEXT    NOT NULL, -- whose times the page shows
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  revoked_at      INTEGER
) STRICT;
CREATE INDEX shares_conversation ON shares (conversation_id);
