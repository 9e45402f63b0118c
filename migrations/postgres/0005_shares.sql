-- Links to a conversation's history for people outside. The link itself is signed, not kept: see server/src/share.
CREATE TABLE shares (
  id              BIGINT PRIMARY KEY,
  conversation_id BIGINT  NOT NULL,
  user_id         BIGINT  NOT NULL, -- who made it
  time_zone       TEXT    NOT NULL, -- whose times the page shows
  created_at      BIGINT  NOT NULL,
  expires_at      BIGINT  NOT NULL,
  revoked_at      BIGINT
);
CREATE INDEX shares_conversation ON shares (conversation_id);
