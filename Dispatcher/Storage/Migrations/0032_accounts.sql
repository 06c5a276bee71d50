-- People who work at the desk. password_hash: of ASP.NET Core Identity; NULL for somebody who signs in otherwise.
-- security_stamp: changed with the password, the role and the second step; a session of an earlier stamp is over.
-- totp_key: protected with the keys beside the database, so that a copy of the database alone opens nothing; it counts from
-- totp_since on. totp_step: the last time step whose code was accepted; no code is accepted twice.
CREATE TABLE accounts (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    email          TEXT   NOT NULL,
    email_key      TEXT   NOT NULL UNIQUE,
    name           TEXT   NOT NULL,
    role           TEXT   NOT NULL CHECK (role IN ('owner', 'operator', 'editor', 'writer', 'support')),
    password_hash  TEXT,
    security_stamp TEXT   NOT NULL,
    totp_key       TEXT,
    totp_since     BIGINT,
    totp_step      BIGINT NOT NULL DEFAULT 0,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);

-- Browsers that are signed in. token_hash: SHA-256 of what stands in the cookie, which the database never has. stamp: the
-- account's security_stamp at the sign-in. network: an IPv4 /24 or an IPv6 /64.
CREATE TABLE account_sessions (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash   TEXT   NOT NULL UNIQUE,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    stamp        TEXT   NOT NULL,
    way          TEXT   NOT NULL CHECK (way IN ('password', 'link', 'passkey', 'oidc')),
    network      TEXT   NOT NULL,
    agent        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    ended_at     BIGINT
);
CREATE INDEX account_sessions_of_account ON account_sessions (account_id);
CREATE INDEX account_sessions_over ON account_sessions (expires_at);

-- Passkeys (WebAuthn). All bytes are Base64url, as browsers write them.
CREATE TABLE account_passkeys (
    credential_id      TEXT   NOT NULL PRIMARY KEY,
    account_id         BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name               TEXT,
    public_key         TEXT   NOT NULL,
    sign_count         BIGINT NOT NULL,
    transports         TEXT   NOT NULL,
    is_user_verified   BIGINT NOT NULL,
    is_backup_eligible BIGINT NOT NULL,
    is_backed_up       BIGINT NOT NULL,
    attestation_object TEXT   NOT NULL,
    client_data_json   TEXT   NOT NULL,
    created_at         BIGINT NOT NULL
);
CREATE INDEX account_passkeys_of_account ON account_passkeys (account_id);

-- Codes that replace the second step once each. code_hash: SHA-256; the codes are 80 random bits.
CREATE TABLE account_recovery_codes (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    code_hash  TEXT   NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);

-- Links that sign in once, within minutes. token_hash: SHA-256 of what stands in the link.
CREATE TABLE account_links (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX account_links_of_account ON account_links (account_id, created_at);

-- Failed sign-ins. subject: a hash of the typed address, whether an account has it or not, so that neither the time of the
-- answer nor the lock says which addresses have one.
CREATE TABLE sign_in_tries (
    subject      TEXT   NOT NULL PRIMARY KEY,
    failed       BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);
CREATE INDEX sign_in_tries_by_age ON sign_in_tries (last_at);
