-- What kept the service from sending, and when: whoever records a slot as missed reads here why.
-- slot_date: the slot that it concerned; null where it stood in the way of every slot.
CREATE TABLE obstacles (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    slot_date TEXT,
    cause     TEXT   NOT NULL
              CHECK (cause IN ('not-running', 'no-issue', 'broken-issue', 'clock', 'database', 'held')),
    detail    TEXT,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL
);
CREATE INDEX obstacles_until ON obstacles (until_at);

-- What waits now and what was told of it, so that a restart tells nothing twice and forgets nothing that was told.
-- about: 'dispatch 7' or 'slot 2026-11-24'. told_at: null until somebody was told. told: what was wrong when it was told.
CREATE TABLE waits (
    about         TEXT   NOT NULL PRIMARY KEY,
    what          TEXT   NOT NULL,
    since_at      BIGINT NOT NULL,
    found_at      BIGINT NOT NULL,
    seen_at       BIGINT NOT NULL,
    tried_at      BIGINT,
    told_at       BIGINT,
    told          TEXT,
    deadline_told INTEGER NOT NULL DEFAULT 0
);
