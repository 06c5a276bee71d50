-- What became of the deliveries of an old dispatch, as counts: written when their rows are removed
-- (Retention:DeliveryMonths). A delivery is counted here or has its row in deliveries, never both: one transaction does
-- the two. domain: one of the largest of the dispatch, or '' for all others. cause: of the refusal, or ''. wave_at: 0
-- without a wave.
CREATE TABLE delivery_summaries (
    dispatch_id INTEGER NOT NULL REFERENCES dispatches (id),
    domain      TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('sent', 'failed', 'skipped', 'expired')),
    cause       TEXT    NOT NULL,
    wave_at     BIGINT  NOT NULL,
    readers     BIGINT  NOT NULL,
    dead        BIGINT  NOT NULL,
    soft        BIGINT  NOT NULL,
    complaints  BIGINT  NOT NULL,
    first_at    BIGINT  NOT NULL,
    last_at     BIGINT  NOT NULL,
    PRIMARY KEY (dispatch_id, domain, state, cause, wave_at)
) WITHOUT ROWID;

-- Dispatches whose deliveries are summed up, or are being summed up. issue_hash: SHA-256 of the issue as it was sent.
-- domains: those that are counted by name, as JSON. summed_at: null until all are summed up.
CREATE TABLE summed_dispatches (
    dispatch_id INTEGER PRIMARY KEY REFERENCES dispatches (id),
    issue_hash  TEXT    NOT NULL,
    domains     TEXT    NOT NULL,
    begun_at    BIGINT  NOT NULL,
    summed_at   BIGINT
);

-- What each reader got in dispatches that are summed up.
CREATE TABLE reader_summaries (
    subscriber_id INTEGER PRIMARY KEY REFERENCES subscribers (id) ON DELETE CASCADE,
    issues        BIGINT  NOT NULL,
    first_at      BIGINT  NOT NULL,
    last_at       BIGINT  NOT NULL
);

-- One row: the last time that retention removed rows, and how much of the database was in use before and after.
CREATE TABLE retention_round (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    ended_at    BIGINT NOT NULL,
    deliveries  BIGINT NOT NULL,
    used_before BIGINT NOT NULL,
    used_after  BIGINT NOT NULL
);
