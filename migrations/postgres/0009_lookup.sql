-- What a conversation is looked up by, apart from the row that every turn rewrites: a search reads little, a turn writes
-- less.
CREATE TABLE conversation_lookup (
  account_id      BIGINT  NOT NULL,
  conversation_id BIGINT  NOT NULL,
  text            TEXT    NOT NULL, -- folded name, phone and item title
  PRIMARY KEY (account_id, conversation_id)
);
INSERT INTO conversation_lookup (account_id, conversation_id, text)
  SELECT account_id, id, search FROM conversations WHERE search IS NOT NULL ORDER BY account_id, id;
ALTER TABLE conversations DROP COLUMN search;
