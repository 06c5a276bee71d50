-- The looks that the service took by itself before a slot: each once, also after a restart.
-- kind: 'evening' of the day before, 'morning' shortly before it. red: what was wrong, as JSON; the last row is what /readyz shows.
CREATE TABLE looks (
    slot_date TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN ('evening', 'morning')),
    looked_at BIGINT NOT NULL,
    red       TEXT   NOT NULL DEFAULT '[]',
    PRIMARY KEY (slot_date, kind)
) WITHOUT ROWID;

-- Dispatches of which somebody was told how they went. Those that ended before there was anybody to tell count as told.
CREATE TABLE summaries (
    dispatch_id INTEGER PRIMARY KEY REFERENCES dispatches (id) ON DELETE CASCADE,
    told_at     BIGINT  NOT NULL
);
INSERT INTO summaries (dispatch_id, told_at)
SELECT id, 0 FROM dispatches WHERE state IN ('done', 'stopped', 'missed');
