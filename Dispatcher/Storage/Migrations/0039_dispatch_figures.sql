-- What each relay answered to the messages of a dispatch. Figures only: written every few seconds, so that a crash
-- may lose
-- the last of them. The ledger stays the truth of what was sent.
CREATE TABLE dispatch_relays (
    dispatch_id INTEGER NOT NULL REFERENCES dispatches (id),
    relay       TEXT    NOT NULL,
    accepted    BIGINT  NOT NULL DEFAULT 0,
    deferred    BIGINT  NOT NULL DEFAULT 0,
    refused     BIGINT  NOT NULL DEFAULT 0,
    PRIMARY KEY (dispatch_id, relay)
) WITHOUT ROWID;

-- Who did not get an issue, page by page. A delivery that goes well is never in it.
CREATE INDEX deliveries_unsent ON deliveries (dispatch_id, state)
    WHERE state IN ('deferred', 'expired', 'failed', 'skipped', 'uncertain');

-- What came back in the last days.
CREATE INDEX returns_by_time ON returns (at);
