-- Every text that an issue file had, as far as the program has seen it, and every text that was not saved because the
-- file had changed meanwhile. account: whose save it was; null for what came from the disk. Rows are only added.
CREATE TABLE issue_versions (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    slug    TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    kind    TEXT   NOT NULL CHECK (kind IN ('saved', 'restored', 'disk', 'conflict')),
    account TEXT,
    actor   TEXT   NOT NULL,
    hash    TEXT   NOT NULL,
    content BLOB   NOT NULL
);
CREATE INDEX issue_versions_of_slug ON issue_versions (slug, id);

-- What somebody typed and has not saved: one text for each person and issue. base_hash: the file that it began with.
CREATE TABLE issue_drafts (
    account   TEXT   NOT NULL,
    slug      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    base_hash TEXT   NOT NULL,
    text      TEXT   NOT NULL,
    PRIMARY KEY (account, slug)
);
