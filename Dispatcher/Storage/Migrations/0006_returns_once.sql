-- A bounce that proves an address dead is not hidden by an earlier one of the same message that did not.
DROP INDEX returns_once;
CREATE UNIQUE INDEX returns_once
    ON returns (subscriber_id, coalesce(dispatch_id, 0), coalesce(mail_id, 0), kind, coalesce(status, ''), is_hard);
