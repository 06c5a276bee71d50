-- Signatures of mail providers that were acted on: what is told stands outside of them, so each counts once, also after a
-- restart. good_until: after that the signature is refused for its age, and the row goes.
CREATE TABLE used_tokens (
    provider   TEXT   NOT NULL,
    token      TEXT   NOT NULL,
    good_until BIGINT NOT NULL,
    PRIMARY KEY (provider, token)
) WITHOUT ROWID;
CREATE INDEX used_tokens_by_end ON used_tokens (good_until);
