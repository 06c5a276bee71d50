-- Who an account is at the sign-in service (OpenID Connect). subject: the service's own name for the person, which never
-- goes to another; an address may.
CREATE TABLE account_logins (
    issuer     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX account_logins_of_account ON account_logins (account_id, issuer);

-- Answers of sign-in services and of passkeys that were taken: each counts once, also after a restart. answer_hash: SHA-256 of
-- the nonce or challenge. good_until: after that the answer is refused for its age, and the row goes.
CREATE TABLE used_answers (
    answer_hash TEXT   NOT NULL PRIMARY KEY,
    good_until  BIGINT NOT NULL
);
CREATE INDEX used_answers_by_end ON used_answers (good_until);
