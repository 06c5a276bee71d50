-- Certificates with which Amazon SNS has signed a message that was found genuine. They are known after a restart, too, so
-- that a stranger who names others keeps no notice out.
CREATE TABLE sns_certificates (
    address     TEXT   NOT NULL PRIMARY KEY,
    pem         TEXT   NOT NULL,
    verified_at BIGINT NOT NULL
);
