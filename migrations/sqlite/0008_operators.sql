-- What operators keep beside a conversation.

-- Notes among colleagues. They are no messages: no path to a customer, a model, a flow or a search reads this table.
CREATE TABLE notes (
  id              INTEGER PRIMARY KEY,
  account_id      INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL,
  user_id         INTEGER NOT NULL, -- who wrote it
  client_id       TEXT    NOT NULL, -- the browser's id: the same id is stored once
  text            TEXT    NOT NULL, -- empty once deleted
  at              INTEGER NOT NULL,
  edited_at       INTEGER,
  deleted         INTEGER NOT NULL, -- kept, so that pages that missed it hear of it
  version         INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_conversation ON notes (conversation_id, at);
CREATE INDEX notes_version ON notes (version);
CREATE UNIQUE INDEX notes_client ON notes (conversation_id, client_id);

-- Answers that operators have begun and not sent.
CREATE TABLE unsent (
  user_id         INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL,
  text            TEXT    NOT NULL,
  revision        INTEGER NOT NULL, -- ascends with every change
  at              INTEGER NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX unsent_conversation ON unsent (conversation_id);

-- Replies the bot proposed to operators, and what became of each.
CREATE TABLE bot_drafts (
  id              INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL,
  user_id         INTEGER NOT NULL, -- who asked
  after           INTEGER NOT NULL, -- the last message it knew
  text            TEXT    NOT NULL,
  fate            TEXT,             -- accepted, edited, dropped, outdated
  at              INTEGER NOT NULL,
  ended_at        INTEGER
) STRICT;
CREATE INDEX bot_drafts_conversation ON bot_drafts (conversation_id);

-- Put off until then; NULL = in the lists.
ALTER TABLE conversations ADD COLUMN snoozed_until INTEGER;

-- A name is looked for in any part of the text: the walk is short where nothing else lies between.
CREATE INDEX conversations_search ON conversations (account_id, search);

-- The list is read account by account and merged, so that every page, whatever the filter, is a few short walks.
DROP INDEX conversations_last;
DROP INDEX conversations_open;
DROP INDEX conversations_people;
CREATE INDEX conversations_led      ON conversations (account_id, owner, status, last_at) WHERE snoozed_until IS NULL;
CREATE INDEX conversations_assigned ON conversations (account_id, owner_user, status, last_at)
  WHERE owner_user IS NOT NULL AND snoozed_until IS NULL;
CREATE INDEX conversations_waiting  ON conversations (account_id, waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversations_snoozed  ON conversations (account_id, last_at) WHERE snoozed_until IS NOT NULL;
CREATE INDEX conversations_due      ON conversations (snoozed_until) WHERE snoozed_until IS NOT NULL;
