-- What came back: bounces and complaints, each once, by the message that they are about.
CREATE TABLE returns (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    at            BIGINT  NOT NULL,
    source        TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('bounce', 'complaint')),
    subscriber_id INTEGER NOT NULL,
    dispatch_id   INTEGER REFERENCES dispatches (id),
    mail_id       INTEGER,
    reason        TEXT    NOT NULL,
    status        TEXT,
    class         TEXT,
    is_hard       INTEGER NOT NULL,
    evidence      TEXT
);
CREATE UNIQUE INDEX returns_once
    ON returns (subscriber_id, coalesce(dispatch_id, 0), coalesce(mail_id, 0), kind, coalesce(status, ''));
CREATE INDEX returns_of_dispatch ON returns (dispatch_id);

-- Evidence is kept for 90 days.
CREATE INDEX returns_with_evidence ON returns (at) WHERE evidence IS NOT NULL;
