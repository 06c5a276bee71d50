-- link_epoch: raised when a person's links are renewed. A link of an earlier epoch unsubscribes and opens nothing else.
ALTER TABLE subscribers ADD COLUMN link_epoch BIGINT NOT NULL DEFAULT 0;

-- Links that work once and for a while, for one matter each, mailed to an address of the person. token_hash: SHA-256 of what
-- stands in the link, which the database never has. email: where the link was mailed to; with 'refuse' the address before
-- the change, which gets the mail again when the change is refused.
CREATE TABLE fresh_links (
    token_hash    TEXT    NOT NULL PRIMARY KEY,
    matter        TEXT    NOT NULL CHECK (matter IN ('data', 'address', 'erase', 'billing', 'refuse')),
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    email         TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL,
    expires_at    BIGINT  NOT NULL,
    used_at       BIGINT
) WITHOUT ROWID;
CREATE INDEX fresh_links_of_subscriber ON fresh_links (subscriber_id, matter);
CREATE INDEX fresh_links_over ON fresh_links (expires_at) WHERE matter <> 'refuse';
