-- Secret links of the desk that work without a cookie, one of a kind for each account. The secret itself is not here: only
-- its hash. kind: 'queue' is the calendar of the queue.
CREATE TABLE desk_links (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind       TEXT   NOT NULL CHECK (kind IN ('queue')),
    key_hash   TEXT   NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, kind)
);

-- For the numbers of a day. Imports are left out: they can be a million rows at once.
CREATE INDEX subscriber_events_by_time ON subscriber_events (at)
    WHERE event IN ('confirmed', 'came-back', 'left', 'paid', 'expired');
