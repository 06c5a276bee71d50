-- kind: why the address gets nothing; rules read it, and reason is for people only. for_good: of an erased person who was
-- not to get mail in any case. source: where it was seen; not known of older rows.
CREATE TABLE suppressions_new (
    email_key  TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL CHECK (kind IN ('bounce', 'complaint', 'erased', 'operator')),
    for_good   INTEGER NOT NULL DEFAULT 0,
    reason     TEXT    NOT NULL,
    evidence   TEXT,
    source     TEXT,
    created_at BIGINT  NOT NULL
) WITHOUT ROWID;

-- Until now the reason told them apart. Evidence, even an empty one, stands only where a relay or a mail had said something;
-- an operator's words never have any.
INSERT INTO suppressions_new (email_key, kind, for_good, reason, evidence, created_at)
SELECT email_key,
       CASE WHEN email_key LIKE 'erased:%' THEN 'erased'
            WHEN reason = 'complaint' THEN 'complaint'
            WHEN evidence IS NULL THEN 'operator'
            WHEN lower(reason) LIKE '%complain%' THEN 'complaint'
            ELSE 'bounce' END,
       CASE WHEN email_key LIKE 'erased:%' AND reason <> 'erased' THEN 1 ELSE 0 END,
       reason, evidence, created_at
  FROM suppressions;
DROP TABLE suppressions;
ALTER TABLE suppressions_new RENAME TO suppressions;

-- Who may get mail now: the one rule of the list. A migration that rebuilds subscribers or suppressions drops the view first.
CREATE VIEW mailable_subscribers AS
SELECT s.id, s.email, s.email_key, s.first_name, s.last_name, s.time_zone, s.status, s.created_at, s.updated_at,
       s.confirmed_at, s.paused_until, s.term, s.term_ends_at
  FROM subscribers s
 WHERE s.status = 'active'
   AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.email_key = s.email_key);

-- What the returns make of a delivery: a row for each delivery of which something came back. class, bounced_at: of the latest
-- bounce. is_dead: a bounce shows that the address is dead. A query gives dispatch_id or subscriber_id of this view as a
-- value of its own, so that only those returns are read.
DROP INDEX returns_of_dispatch;
CREATE INDEX returns_of_delivery ON returns (dispatch_id, subscriber_id);
CREATE VIEW delivery_returns AS
SELECT r.dispatch_id, r.subscriber_id,
       max(CASE WHEN r.kind = 'bounce' THEN r.at END) AS bounced_at,
       (SELECT l.class
          FROM returns l
         WHERE l.dispatch_id = r.dispatch_id AND l.subscriber_id = r.subscriber_id AND l.kind = 'bounce'
         ORDER BY l.at DESC, l.id DESC
         LIMIT 1) AS class,
       max(CASE WHEN r.kind = 'bounce' AND r.class IN ('dead-address', 'dead-domain', 'disabled') THEN 1 ELSE 0 END) AS is_dead,
       max(CASE WHEN r.kind = 'bounce' THEN 1 ELSE 0 END) AS has_bounced,
       max(CASE WHEN r.kind = 'complaint' THEN 1 ELSE 0 END) AS has_complained
  FROM returns r
 WHERE r.dispatch_id IS NOT NULL
 GROUP BY r.dispatch_id, r.subscriber_id;
