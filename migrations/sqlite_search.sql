-- The search of messages: derived from the database beside it, written by a connection of its own, so that it never
-- stands in the way of conversations. May be deleted at any time: it is built anew.
CREATE TABLE cursor (version INTEGER NOT NULL, message_id INTEGER NOT NULL) STRICT;
INSERT INTO cursor (version, message_id) VALUES (0, 0);

-- Stems of each message, separated by spaces; the row id is the message's. Only the index is kept.
CREATE VIRTUAL TABLE message_words USING fts5
  (words, content = '', detail = none, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');
-- What is indexed already: a message is met again whenever its delivery changes.
CREATE TABLE indexed (message_id INTEGER PRIMARY KEY) STRICT;

-- Every stem ever seen, also backwards: one mistake leaves the first or the second half of a word as it was.
CREATE TABLE search_words (word TEXT PRIMARY KEY, backwards TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX search_words_backwards ON search_words (backwards);
