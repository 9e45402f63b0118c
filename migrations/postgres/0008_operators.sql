-- What operators keep beside a conversation.

-- Notes among colleagues. They are no messages: no path to a customer, a model, a flow or a search reads this table.
CREATE TABLE notes (
  id              BIGINT PRIMARY KEY,
  account_id      BIGINT  NOT NULL,
  conversation_id BIGINT  NOT NULL,
  user_id         BIGINT  NOT NULL, -- who wrote it
  client_id       TEXT    NOT NULL, -- the browser's id: the same id is stored once
  text            TEXT    NOT NULL, -- empty once deleted
  at              BIGINT  NOT NULL,
  edited_at       BIGINT,
  deleted         BIGINT  NOT NULL, -- kept, so that pages that missed it hear of it
  version         BIGINT  NOT NULL
);
CREATE INDEX notes_conversation ON notes (conversation_id, at);
CREATE INDEX notes_version ON notes (version);
CREATE UNIQUE INDEX notes_client ON notes (conversation_id, client_id);

-- Answers that operators have begun and not sent.
CREATE TABLE unsent (
  user_id         BIGINT  NOT NULL,
  conversation_id BIGINT  NOT NULL,
  text            TEXT    NOT NULL,
  revision        BIGINT  NOT NULL, -- ascends with every change
  at              BIGINT  NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
);
CREATE INDEX unsent_conversation ON unsent (conversation_id);

-- Replies the bot proposed to operators, and what became of each.
CREATE TABLE bot_drafts (
  id              BIGINT PRIMARY KEY,
  conversation_id BIGINT  NOT NULL,
  user_id         BIGINT  NOT NULL, -- who asked
  after           BIGINT  NOT NULL, -- the last message it knew
  text            TEXT    NOT NULL,
  fate            TEXT,             -- accepted, edited, dropped, outdated
  at              BIGINT  NOT NULL,
  ended_at        BIGINT
);
CREATE INDEX bot_drafts_conversation ON bot_drafts (conversation_id);

-- Put off until then; NULL = in the lists.
ALTER TABLE conversations ADD COLUMN snoozed_until BIGINT;

-- The list is read account by account and merged, so that every page, whatever the filter, is a few short walks.
DROP INDEX conversations_last;
DROP INDEX conversations_open;
DROP INDEX conversations_people;
CREATE INDEX conversations_led      ON conversations (account_id, owner, status, last_at, id) WHERE snoozed_until IS NULL;
CREATE INDEX conversations_assigned ON conversations (account_id, owner_user, status, last_at, id)
  WHERE owner_user IS NOT NULL AND snoozed_until IS NULL;
CREATE INDEX conversations_waiting  ON conversations (account_id, waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversations_snoozed  ON conversations (account_id, last_at, id) WHERE snoozed_until IS NOT NULL;
CREATE INDEX conversations_due      ON conversations (snoozed_until) WHERE snoozed_until IS NOT NULL;
