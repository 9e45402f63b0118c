-- One table family a block. Times are UTC milliseconds, ids ascend (so rows and index entries of the hot path are
-- appended), JSON is text, flags are 0/1. There are no foreign keys: one writer keeps the rows together, and the hot
-- path pays for no check it has made already.

-- Numbers that grow with commits.
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('version', 0);

CREATE TABLE accounts (
  id          INTEGER PRIMARY KEY,
  channel     TEXT    NOT NULL,
  external_id TEXT,
  title       TEXT    NOT NULL,
  settings    TEXT    NOT NULL,
  flow_id     TEXT,
  enabled     INTEGER NOT NULL,
  problem     TEXT,
  secrets     BLOB    NOT NULL, -- encrypted, see store/src/crypto.rs
  created_at  INTEGER NOT NULL,
  version     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX accounts_login ON accounts (channel, external_id);

CREATE TABLE contacts (
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL,
  external_id TEXT    NOT NULL,
  name        TEXT,
  avatar_url  TEXT,
  profile_url TEXT,
  phone       TEXT,
  variables   TEXT
) STRICT;
CREATE UNIQUE INDEX contacts_external ON contacts (account_id, external_id);

-- Rewritten twice a turn, hence kept small: the engine's state lies with the turn that made it, where rows are only added.
CREATE TABLE conversations (
  id            INTEGER PRIMARY KEY,
  account_id    INTEGER NOT NULL,
  contact_id    INTEGER NOT NULL,
  external_id   TEXT    NOT NULL, -- the channel's chat id
  status        TEXT    NOT NULL,
  owner         TEXT    NOT NULL, -- bot, queue, operator
  owner_user    INTEGER,
  epoch         INTEGER NOT NULL,
  item          TEXT,
  handoff       TEXT,
  unread        INTEGER NOT NULL,
  preview       TEXT,             -- the last message as the list shows it
  last_at       INTEGER NOT NULL, -- its time; orders the list
  waiting_since INTEGER,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  version       INTEGER NOT NULL,
  search        TEXT,             -- folded name, phone and item title
  unprocessed   TEXT,             -- ids of inbound messages no turn has dealt with, comma separated
  ready_at      INTEGER,          -- when a worker may take it
  burst_at      INTEGER,          -- first message of the burst that waits
  fence         INTEGER NOT NULL,
  lease_until   INTEGER,
  turn_no       INTEGER NOT NULL, -- last turn begun
  open_turn     INTEGER,          -- id of a turn that was saved but not finished
  state_turn    INTEGER,          -- id of the turn whose state is the current one
  resume_state  TEXT              -- set when people hand back: stands before it
) STRICT;
CREATE UNIQUE INDEX conversations_chat    ON conversations (account_id, external_id);
CREATE INDEX conversations_version ON conversations (version);
CREATE INDEX conversations_last    ON conversations (last_at);
CREATE INDEX conversations_ready   ON conversations (ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX conversations_open    ON conversations (account_id, owner, owner_user) WHERE status <> 'closed';
CREATE INDEX conversations_people  ON conversations (owner, last_at) WHERE owner <> 'bot' AND status <> 'closed';

CREATE TABLE messages (
  id              INTEGER PRIMARY KEY,
  account_id      INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL,
  external_id     TEXT,
  client_id       TEXT,
  author          TEXT    NOT NULL, -- contact, bot, operator, native, system
  author_user     INTEGER,
  kind            TEXT    NOT NULL,
  text            TEXT    NOT NULL,
  content         TEXT,
  at              INTEGER NOT NULL,
  delivery        TEXT,
  problem         TEXT,
  turn_id         INTEGER,
  epoch           INTEGER, -- of outgoing ones: the epoch they were queued under
  not_before      INTEGER,
  attempts        INTEGER,
  claimed_at      INTEGER, -- when it last became `sending`
  version         INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_thread ON messages (conversation_id, at);
CREATE UNIQUE INDEX messages_external ON messages (conversation_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX messages_client   ON messages (conversation_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_version ON messages (version);
-- The outbox is the messages themselves: this small index holds those that have not come to rest.
CREATE INDEX messages_outbox ON messages (account_id, conversation_id)
  WHERE delivery IN ('queued', 'sending', 'unknown');

CREATE TABLE turns (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL,
  turn_no         INTEGER NOT NULL,
  flow_id         TEXT,
  flow_hash       TEXT,
  record          BLOB    NOT NULL, -- packed JSON, see store/src/turns/record.rs
  state           TEXT,             -- the engine's state after it; NULL = as before
  finished        INTEGER NOT NULL,
  at              INTEGER NOT NULL
) STRICT;
CREATE INDEX turns_conversation ON turns (conversation_id);

-- Outcomes of effects of turns in progress; emptied when a turn ends.
CREATE TABLE journal (
  conversation_id INTEGER NOT NULL,
  turn_no         INTEGER NOT NULL,
  effect_id       TEXT    NOT NULL,
  input_hash      TEXT    NOT NULL,
  outcome         TEXT    NOT NULL,
  PRIMARY KEY (conversation_id, turn_no, effect_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  id            INTEGER PRIMARY KEY,
  login         TEXT    NOT NULL UNIQUE, -- lower case
  name          TEXT    NOT NULL,
  role          TEXT    NOT NULL,
  accounts      TEXT,                    -- JSON array of ids; NULL = all
  active        INTEGER NOT NULL,
  password_hash TEXT    NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT    PRIMARY KEY,
  user_id    INTEGER NOT NULL,
  csrf       TEXT    NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE audit (
  id      INTEGER PRIMARY KEY,
  user_id INTEGER,
  action  TEXT    NOT NULL,
  object  TEXT    NOT NULL,
  details TEXT,
  at      INTEGER NOT NULL
) STRICT;

CREATE TABLE articles (
  id           INTEGER PRIMARY KEY,
  path         TEXT    NOT NULL UNIQUE,
  current_hash TEXT -- NULL: no longer in the folder
) STRICT;
CREATE TABLE article_versions (
  article_id INTEGER NOT NULL,
  hash       TEXT    NOT NULL,
  version_no INTEGER NOT NULL,
  category   TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  tags       TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (article_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE flow_versions (
  hash    TEXT    PRIMARY KEY,
  flow_id TEXT    NOT NULL,
  text    TEXT    NOT NULL,
  at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_cursors (
  account_id INTEGER NOT NULL,
  chat       TEXT    NOT NULL,
  cursor     TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (account_id, chat)
) STRICT, WITHOUT ROWID;
