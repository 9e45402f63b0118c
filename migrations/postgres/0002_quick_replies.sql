-- Prepared answers of operators.
CREATE TABLE quick_replies (
  id         BIGINT PRIMARY KEY,
  scope      TEXT    NOT NULL, -- personal, team, account
  user_id    BIGINT NOT NULL, -- who added it; the only one who sees a personal one
  account_id BIGINT,          -- of those for one account
  title      TEXT    NOT NULL,
  keyword    TEXT,             -- typed before Tab
  text       TEXT    NOT NULL,
  uses       BIGINT NOT NULL,
  revision   BIGINT NOT NULL, -- grows with every edit
  updated_at BIGINT NOT NULL
);

-- One row a use: the same use reported twice counts once.
CREATE TABLE quick_reply_uses (
  reply_id BIGINT NOT NULL,
  use_id   TEXT    NOT NULL,
  user_id  BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (reply_id, use_id)
);
