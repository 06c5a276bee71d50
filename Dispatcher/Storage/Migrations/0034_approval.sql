-- Who approved an issue, or sent it back, and for which bytes. No row is ever deleted, and none is changed but for
-- taken_back_at. print: SHA-256 over parts. parts: the issue, its images and its templates, each with its SHA-256, as
-- JSON, so that a later look can say which of them changed. actor: 'account:7' or 'cli:ana'; name: as people read it.
CREATE TABLE approvals (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_slug    TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('approved', 'sent-back')),
    print         TEXT    NOT NULL,
    parts         TEXT    NOT NULL,
    actor         TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    comment       TEXT,
    created_at    BIGINT  NOT NULL,
    taken_back_at BIGINT
);
CREATE INDEX approvals_of_issue ON approvals (issue_slug, id);

-- What people who work here say to each other about an issue; no reader sees it.
CREATE TABLE issue_comments (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_slug TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    created_at BIGINT  NOT NULL
);
CREATE INDEX issue_comments_of_issue ON issue_comments (issue_slug, id);

-- Links that show a draft to somebody without an account until a time. token_hash: SHA-256 of what stands in the link,
-- which the database never has.
CREATE TABLE draft_links (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash    TEXT    NOT NULL UNIQUE,
    issue_slug    TEXT    NOT NULL,
    actor         TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL,
    expires_at    BIGINT  NOT NULL,
    taken_back_at BIGINT
);
CREATE INDEX draft_links_of_issue ON draft_links (issue_slug, id);

-- One more cause that keeps a slot empty: 'not-approved'.
CREATE TABLE obstacles_new (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    slot_date TEXT,
    cause     TEXT   NOT NULL
              CHECK (cause IN ('not-running', 'no-issue', 'broken-issue', 'not-approved', 'clock', 'database', 'held')),
    detail    TEXT,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL
);
INSERT INTO obstacles_new (id, slot_date, cause, detail, from_at, until_at)
SELECT id, slot_date, cause, detail, from_at, until_at FROM obstacles;
DROP TABLE obstacles;
ALTER TABLE obstacles_new RENAME TO obstacles;
CREATE INDEX obstacles_until ON obstacles (until_at);
