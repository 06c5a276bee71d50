-- What a subscription is beside its status. term: null where nobody pays (AnnualPrice is not set) or nothing was said.
-- left_from: the status before the person left, for the one click that undoes it.
-- expired_from: the status before the term ended, for the payment that brings the person back.
-- paused_until: the local date from which mail comes again; null while paused means until the person says so.
ALTER TABLE subscribers ADD COLUMN confirmed_at BIGINT;
ALTER TABLE subscribers ADD COLUMN paused_until TEXT;
ALTER TABLE subscribers ADD COLUMN term TEXT CHECK (term IN ('trial', 'paid'));
ALTER TABLE subscribers ADD COLUMN term_ends_at BIGINT;
ALTER TABLE subscribers ADD COLUMN left_from TEXT;
ALTER TABLE subscribers ADD COLUMN left_at BIGINT;
ALTER TABLE subscribers ADD COLUMN expired_from TEXT;
ALTER TABLE subscribers ADD COLUMN stripe_customer TEXT;

-- For the daily look at who is to be told, ended or brought back: small parts of a long list.
CREATE INDEX subscribers_with_term ON subscribers (term_ends_at) WHERE term_ends_at IS NOT NULL;
CREATE INDEX subscribers_paused ON subscribers (paused_until) WHERE paused_until IS NOT NULL;
CREATE INDEX subscribers_pending ON subscribers (created_at) WHERE status = 'pending';
CREATE INDEX subscribers_of_stripe ON subscribers (stripe_customer) WHERE stripe_customer IS NOT NULL;

-- What a person was asked to confirm by mail. AUTOINCREMENT: signed links name the id for ever.
-- purpose: 'subscribe', or 'address' for a new address of somebody who is on the list.
CREATE TABLE confirmations (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    purpose       TEXT    NOT NULL CHECK (purpose IN ('subscribe', 'address')),
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    email         TEXT    NOT NULL,
    email_key     TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL,
    expires_at    BIGINT  NOT NULL,
    used_at       BIGINT
);
CREATE INDEX confirmations_of_address ON confirmations (email_key, created_at);
CREATE INDEX confirmations_of_subscriber ON confirmations (subscriber_id);

-- What happened to a subscription and when, for the person, for the operator, and as proof of consent; append only.
CREATE TABLE subscriber_events (
    id            INTEGER PRIMARY KEY,
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    at            BIGINT  NOT NULL,
    event         TEXT    NOT NULL,
    detail        TEXT
);
CREATE INDEX subscriber_events_of_subscriber ON subscriber_events (subscriber_id);
-- Who asked to be erased while a message to them was on the wire: it is done as soon as that is over.
CREATE INDEX subscriber_events_erase ON subscriber_events (subscriber_id) WHERE event = 'erase-asked';

-- Mails to one person: confirm, welcome, trial-ending and so on. once_key is why none of them is sent twice.
-- mail_values: what its template shows beside the subscriber, as JSON. class: what the last refusal says about the address.
CREATE TABLE mails (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind          TEXT    NOT NULL,
    once_key      TEXT    NOT NULL UNIQUE,
    subscriber_id INTEGER NOT NULL,
    email         TEXT    NOT NULL,
    mail_values   TEXT    NOT NULL DEFAULT '{}',
    state         TEXT    NOT NULL DEFAULT 'pending'
                  CHECK (state IN ('pending', 'sending', 'sent', 'deferred', 'failed', 'skipped', 'expired', 'uncertain')),
    attempts      INTEGER NOT NULL DEFAULT 0,
    resends       INTEGER NOT NULL DEFAULT 0,
    due_at        BIGINT  NOT NULL,
    expires_at    BIGINT  NOT NULL,
    created_at    BIGINT  NOT NULL,
    updated_at    BIGINT  NOT NULL,
    reply         TEXT,
    class         TEXT
);
CREATE INDEX mails_open ON mails (due_at) WHERE state IN ('pending', 'sending', 'deferred');
CREATE INDEX mails_of_subscriber ON mails (subscriber_id);

-- The recipients of a dispatch whose local morning begins at the same instant. A dispatch that was begun by hand, and one
-- from before this version, has none: everybody is due at once.
-- begun_at: from then on its recipients are sent to, and nobody joins. ended_at: it is over, or was missed.
CREATE TABLE waves (
    dispatch_id    INTEGER NOT NULL REFERENCES dispatches (id) ON DELETE CASCADE,
    at             BIGINT  NOT NULL,
    catch_up_until BIGINT  NOT NULL,
    cut_off_at     BIGINT  NOT NULL,
    begun_at       BIGINT,
    ended_at       BIGINT,
    PRIMARY KEY (dispatch_id, at)
) WITHOUT ROWID;
ALTER TABLE deliveries ADD COLUMN wave_at BIGINT;

-- Which wave a time zone belongs to; whoever has none, or one that nobody knows, belongs to that of slot_at.
CREATE TABLE wave_zones (
    dispatch_id INTEGER NOT NULL REFERENCES dispatches (id) ON DELETE CASCADE,
    time_zone   TEXT    NOT NULL,
    at          BIGINT  NOT NULL,
    PRIMARY KEY (dispatch_id, time_zone)
) WITHOUT ROWID;

-- Kept, because whoever joins at a later wave is chosen as the others were.
ALTER TABLE dispatches ADD COLUMN audience TEXT NOT NULL DEFAULT 'all';

-- For the zones that there are, asked at every tick, and how many are in each.
CREATE INDEX subscribers_by_zone ON subscribers (time_zone, updated_at) WHERE status = 'active';

-- Events of the payment provider that were acted on, by its own id: each counts once, in whatever order it comes.
CREATE TABLE stripe_events (
    id          TEXT   NOT NULL PRIMARY KEY,
    type        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    received_at BIGINT NOT NULL
) WITHOUT ROWID;

-- What was paid. The subscriber may be erased later; the books stay.
-- subscription: the provider's id of what renews itself; the end of one leaves the payments of another alone.
CREATE TABLE payments (
    reference     TEXT    NOT NULL PRIMARY KEY,
    subscriber_id INTEGER NOT NULL,
    amount        INTEGER NOT NULL,
    currency      TEXT    NOT NULL,
    paid_at       BIGINT  NOT NULL,
    term_ends_at  BIGINT  NOT NULL,
    refunded_at   BIGINT,
    subscription  TEXT
) WITHOUT ROWID;
CREATE INDEX payments_of_subscriber ON payments (subscriber_id);

-- When an issue was last corrected; the archive says so.
ALTER TABLE dispatches ADD COLUMN corrected_at BIGINT;
