-- Where the bot keeps silent by people's will.
CREATE TABLE bot_pauses (
  scope     TEXT    NOT NULL, -- all, account, conversation
  object_id BIGINT NOT NULL, -- the account or conversation; 0 for all
  user_id   BIGINT NOT NULL, -- who silenced it
  at        BIGINT NOT NULL,
  PRIMARY KEY (scope, object_id)
);
