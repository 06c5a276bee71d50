-- A correction is a dispatch of its own for the slot that it corrects, so a slot and an issue are unique among issues only.
-- revision counts the corrections of a dispatch: the files of the highest one are what whoever is still due gets.
-- changes counts what people did to it, so that whoever sends it sees that something is new.
CREATE TABLE dispatches_new (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT    NOT NULL DEFAULT 'issue' CHECK (kind IN ('issue', 'correction')),
    corrects_id INTEGER REFERENCES dispatches (id),
    slot_date   TEXT    NOT NULL,
    issue_slug  TEXT,
    title       TEXT,
    state       TEXT    NOT NULL
                CHECK (state IN ('scheduled', 'sending', 'paused', 'done', 'stopped', 'missed')),
    reason      TEXT,
    revision    INTEGER NOT NULL DEFAULT 0,
    changes     INTEGER NOT NULL DEFAULT 0,
    recipients  BIGINT  NOT NULL DEFAULT 0,
    slot_at     BIGINT  NOT NULL,
    cut_off_at  BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    started_at  BIGINT,
    finished_at BIGINT
);
INSERT INTO dispatches_new
       (id, slot_date, issue_slug, title, state, reason, recipients, slot_at, cut_off_at, created_at, started_at, finished_at)
SELECT  id, slot_date, issue_slug, title, state, reason, recipients, slot_at, cut_off_at, created_at, started_at, finished_at
  FROM dispatches;
DROP TABLE dispatches;
ALTER TABLE dispatches_new RENAME TO dispatches;
CREATE UNIQUE INDEX dispatches_one_a_slot ON dispatches (slot_date) WHERE kind = 'issue';
CREATE UNIQUE INDEX dispatches_one_an_issue ON dispatches (issue_slug) WHERE kind = 'issue';
CREATE INDEX dispatches_open ON dispatches (state) WHERE state IN ('sending', 'paused');

CREATE TABLE dispatch_files_new (
    dispatch_id INTEGER NOT NULL REFERENCES dispatches (id) ON DELETE CASCADE,
    revision    INTEGER NOT NULL DEFAULT 0,
    name        TEXT    NOT NULL,
    content     BLOB    NOT NULL,
    PRIMARY KEY (dispatch_id, revision, name)
) WITHOUT ROWID;
INSERT INTO dispatch_files_new (dispatch_id, name, content) SELECT dispatch_id, name, content FROM dispatch_files;
DROP TABLE dispatch_files;
ALTER TABLE dispatch_files_new RENAME TO dispatch_files;

-- revision: which files the last message was made of. class: what the last refusal says about the address.
ALTER TABLE deliveries ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN class TEXT;
ALTER TABLE attempts ADD COLUMN class TEXT;

-- An address that must get nothing, whatever the list says. It outlives the subscriber.
CREATE TABLE suppressions (
    email_key  TEXT   NOT NULL PRIMARY KEY,
    reason     TEXT   NOT NULL,
    evidence   TEXT,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;

-- One row: which process sends from this database. Every write of the ledger checks token, so that a process that was
-- frozen and replaced can record nothing. mark counts up while it runs; the lock file has a copy, and a database with
-- a lower mark than its lock file is an older copy of itself.
CREATE TABLE owner (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    token      TEXT    NOT NULL,
    process_id INTEGER NOT NULL,
    host       TEXT    NOT NULL,
    mark       INTEGER NOT NULL,
    seen_at    BIGINT  NOT NULL,
    ended_at   BIGINT
);
