-- What is done to many readers at once, in small steps behind the page. detail: the tag, the last day, or the name of the
-- uploaded file. words, query: the filter; the words go when the work ends. before_id: how far it is: readers below it are yet
-- to be looked at. done_part of all_parts: the same for a progress bar. result: what an import came to, as JSON.
CREATE TABLE reader_jobs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT    NOT NULL
               CHECK (kind IN ('tag-add', 'tag-remove', 'pause', 'resume', 'extend', 'lift', 'import-check', 'import')),
    detail     TEXT,
    words      TEXT    NOT NULL DEFAULT '',
    query      TEXT    NOT NULL DEFAULT '',
    state      TEXT    NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone')),
    before_id  BIGINT,
    done_part  BIGINT  NOT NULL DEFAULT 0,
    all_parts  BIGINT  NOT NULL DEFAULT 0,
    seen       BIGINT  NOT NULL DEFAULT 0,
    changed    BIGINT  NOT NULL DEFAULT 0,
    undone     BIGINT  NOT NULL DEFAULT 0,
    result     TEXT,
    problem    TEXT,
    actor      TEXT    NOT NULL,
    reason     TEXT,
    created_at BIGINT  NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX reader_jobs_open ON reader_jobs (id) WHERE state IN ('waiting', 'running', 'undoing');

-- Whom a job changed, and how they were before, so that it can be undone; and so that a reader's page can tell.
CREATE TABLE reader_job_changes (
    job_id        INTEGER NOT NULL REFERENCES reader_jobs (id) ON DELETE CASCADE,
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    before        TEXT    NOT NULL,
    changed_at    BIGINT  NOT NULL,
    undone_at     BIGINT,
    PRIMARY KEY (job_id, subscriber_id)
) WITHOUT ROWID;
CREATE INDEX reader_job_changes_of_subscriber ON reader_job_changes (subscriber_id);
