-- Instants are Unix milliseconds (UTC). Dates are ISO 8601 texts of the newsletter's own time zone.

-- AUTOINCREMENT: an id is never given twice, because signed links name it for ever.
CREATE TABLE subscribers (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    email        TEXT    NOT NULL,
    email_key    TEXT    NOT NULL UNIQUE,
    first_name   TEXT,
    last_name    TEXT,
    time_zone    TEXT,
    status       TEXT    NOT NULL
                 CHECK (status IN ('pending', 'active', 'paused', 'expired', 'unsubscribed', 'bounced', 'complained')),
    created_at   BIGINT  NOT NULL,
    updated_at   BIGINT  NOT NULL
);

CREATE TABLE subscriber_tags (
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    tag           TEXT    NOT NULL,
    PRIMARY KEY (subscriber_id, tag)
) WITHOUT ROWID;

-- One row a slot. slot_date is what makes "never twice for one slot" a fact of the database.
CREATE TABLE dispatches (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    slot_date   TEXT    NOT NULL UNIQUE,
    issue_slug  TEXT    UNIQUE,
    title       TEXT,
    state       TEXT    NOT NULL
                CHECK (state IN ('scheduled', 'sending', 'paused', 'done', 'stopped', 'missed')),
    reason      TEXT,
    recipients  BIGINT  NOT NULL DEFAULT 0,
    slot_at     BIGINT  NOT NULL,
    cut_off_at  BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    started_at  BIGINT,
    finished_at BIGINT
);

-- What the issue was made of when its dispatch began: its source, its images, its templates.
CREATE TABLE dispatch_files (
    dispatch_id INTEGER NOT NULL REFERENCES dispatches (id) ON DELETE CASCADE,
    name        TEXT    NOT NULL,
    content     BLOB    NOT NULL,
    PRIMARY KEY (dispatch_id, name)
) WITHOUT ROWID;

-- The ledger. The key is the promise: one row for one issue and one subscriber, ever.
-- The subscriber may be erased later; what was sent stays counted, so there is no foreign key to it.
CREATE TABLE deliveries (
    dispatch_id   INTEGER NOT NULL REFERENCES dispatches (id),
    subscriber_id INTEGER NOT NULL,
    email         TEXT    NOT NULL,
    state         TEXT    NOT NULL
                  CHECK (state IN ('pending', 'sending', 'sent', 'deferred', 'failed', 'skipped', 'expired', 'uncertain')),
    attempts      INTEGER NOT NULL DEFAULT 0,
    resends       INTEGER NOT NULL DEFAULT 0,
    due_at        BIGINT,
    updated_at    BIGINT  NOT NULL,
    reply         TEXT,
    PRIMARY KEY (dispatch_id, subscriber_id)
) WITHOUT ROWID;

-- Small at all times: only what waits for another try, or is on the wire.
CREATE INDEX deliveries_deferred ON deliveries (dispatch_id, due_at) WHERE state = 'deferred';
CREATE INDEX deliveries_open ON deliveries (dispatch_id) WHERE state IN ('sending', 'uncertain');

-- Every attempt that did not end in sent; append only.
CREATE TABLE attempts (
    id            INTEGER PRIMARY KEY,
    dispatch_id   INTEGER NOT NULL,
    subscriber_id INTEGER NOT NULL,
    attempt       INTEGER NOT NULL,
    at            BIGINT  NOT NULL,
    state         TEXT    NOT NULL,
    reply         TEXT
);
CREATE INDEX attempts_of_delivery ON attempts (dispatch_id, subscriber_id);

-- One row: since when this database's service watches slots, and when it last did.
CREATE TABLE watch (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    since_at     BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
