-- What people outside the page are told: messages to a Telegram chat, pushes to browsers. Rows are made by a follower of
-- the changes and leave through a queue of their own, so that no turn waits for them.
CREATE TABLE notices (
  id              INTEGER PRIMARY KEY,
  told_once       TEXT    NOT NULL UNIQUE, -- what must not be told twice
  target          TEXT    NOT NULL,        -- telegram, push
  subscription_id INTEGER,                 -- of a push
  occasion        TEXT    NOT NULL,        -- handoff, message
  account_id      INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL,
  state           TEXT    NOT NULL,        -- queued, sending, sent, dropped, failed, unknown
  attempts        INTEGER NOT NULL,
  not_before      INTEGER NOT NULL,
  claimed_at      INTEGER,
  problem         TEXT,
  created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX notices_due ON notices (state, not_before) WHERE state IN ('queued', 'sending');

-- Everything up to this change was looked at; no row before the first start that knows notices.
CREATE TABLE notice_cursor (one INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT;

-- Browsers that want to be told. Address and keys are encrypted: whoever has them can send.
CREATE TABLE push_subscriptions (
  id            INTEGER PRIMARY KEY,
  user_id       INTEGER NOT NULL,
  endpoint_hash TEXT    NOT NULL UNIQUE,
  sealed        BLOB    NOT NULL,
  device        TEXT    NOT NULL, -- browser and system, for people
  lang          TEXT    NOT NULL, -- ru, en
  mine          INTEGER NOT NULL, -- tell of messages in my conversations
  queue         INTEGER NOT NULL, -- tell of conversations that wait for anybody
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id);

-- Keys the product made for itself, encrypted.
CREATE TABLE own_keys (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sealed BLOB NOT NULL) STRICT;
