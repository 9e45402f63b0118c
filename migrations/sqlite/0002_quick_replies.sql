-- Prepared answers of operators.
CREATE TABLE quick_replies (
  id         INTEGER PRIMARY KEY,
  scope      TEXT    NOT NULL, -- personal, team, account
  user_id    INTEGER NOT NULL, -- who added it; the only one who sees a personal one
  account_id INTEGER,          -- of those for one account
  title      TEXT    NOT NULL,
  keyword    TEXT,             -- typed before Tab
  text       TEXT    NOT NULL,
  uses       INTEGER NOT NULL,
  revision   INTEGER NOT NULL, -- grows with every edit
  updated_at INTEGER NOT NULL
) STRICT;

-- One row a use: the same use reported twice counts once.
CREATE TABLE quick_reply_uses (
  reply_id INTEGER NOT NULL,
  use_id   TEXT    NOT NULL,
  user_id  INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (reply_id, use_id)
) STRICT, WITHOUT ROWID;
