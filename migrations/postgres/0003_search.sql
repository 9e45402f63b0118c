-- The search of messages: derived from them, written behind them by a connection of its own.
CREATE TABLE search_cursor (version BIGINT NOT NULL, message_id BIGINT NOT NULL);
INSERT INTO search_cursor (version, message_id) VALUES (0, 0);

-- Stems of each message.
CREATE TABLE message_words (message_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX message_words_words ON message_words USING GIN (words);

-- Every stem ever seen, also backwards: one mistake leaves the first or the second half of a word as it was.
CREATE TABLE search_words (word TEXT COLLATE "C" PRIMARY KEY, backwards TEXT COLLATE "C" NOT NULL);
CREATE INDEX search_words_backwards ON search_words (backwards);
