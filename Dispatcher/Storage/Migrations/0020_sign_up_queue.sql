-- Sign-ups that were over a limit of the hour, in the order in which they came; each is mailed as soon as the limits
-- allow it, and its row goes. network: an IPv4 /24 or an IPv6 /56, because the limits of networks hold for these mails, too.
CREATE TABLE sign_up_queue (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    email     TEXT   NOT NULL,
    email_key TEXT   NOT NULL UNIQUE,
    time_zone TEXT,
    network   TEXT   NOT NULL,
    asked_at  BIGINT NOT NULL
);
CREATE INDEX sign_up_queue_of_network ON sign_up_queue (network, id);
