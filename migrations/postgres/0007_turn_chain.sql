-- Turns of a conversation are found by a chain instead of an index: an index by conversation dirtied a page a turn.
ALTER TABLE conversations ADD COLUMN last_turn BIGINT; -- the newest turn
ALTER TABLE turns ADD COLUMN prev BIGINT;              -- the turn before it
UPDATE turns SET prev = (SELECT MAX(p.id) FROM turns p WHERE p.conversation_id = turns.conversation_id AND p.id < turns.id);
UPDATE conversations SET last_turn = (SELECT MAX(t.id) FROM turns t WHERE t.conversation_id = conversations.id);
DROP INDEX turns_conversation;
