-- What people outside the page are told: messages to a Telegram chat, pushes to browsers. Rows are made by a follower of
-- the changes and leave through a queue of their own, so that no turn waits for them.
CREATE TABLE notices (
  id              BIGINT PRIMARY KEY,
  told_once       TEXT    NOT NULL UNIQUE, -- what must not be told twice
  target          TEXT    NOT NULL,        -- telegram, push
  subscription_id BIGINT,                 -- of a push
  occasion        TEXT    NOT NULL,        -- handoff, message
  account_id      BIGINT  NOT NULL,
  conversation_id BIGINT  NOT NULL,
  state           TEXT    NOT NULL,        -- queued, sending, sent, dropped, failed, unknown
  attempts        BIGINT  NOT NULL,
  not_before      BIGINT  NOT NULL,
  claimed_at      BIGINT,
  problem         TEXT,
  created_at      BIGINT  NOT NULL
);
CREATE INDEX notices_due ON notices (state, not_before) WHERE state IN ('queued', 'sending');

-- Everything up to this change was looked at; no row before the first start that knows notices.
CREATE TABLE notice_cursor (one BIGINT PRIMARY KEY, version BIGINT  NOT NULL);

-- Browsers that want to be told. Address and keys are encrypted: whoever has them can send.
CREATE TABLE push_subscriptions (
  id            BIGINT PRIMARY KEY,
  user_id       BIGINT  NOT NULL,
  endpoint_hash TEXT    NOT NULL UNIQUE,
  sealed        BYTEA   NOT NULL,
  device        TEXT    NOT NULL, -- browser and system, for people
  lang          TEXT    NOT NULL, -- ru, en
  mine          BIGINT  NOT NULL, -- tell of messages in my conversations
  queue         BIGINT  NOT NULL, -- tell of conversations that wait for anybody
  created_at    BIGINT  NOT NULL
);
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id);

-- Keys the product made for itself, encrypted.
CREATE TABLE own_keys (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, sealed BYTEA NOT NULL);
