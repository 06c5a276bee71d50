-- What the refusals of a dispatch led to: the pace that a relay or a domain bears, and the setting for it.
ALTER TABLE dispatches ADD COLUMN found_pace TEXT;

-- Where nobody was accepted, the refusals were about us: no later review counts them.
UPDATE deliveries
   SET class = 'ours'
 WHERE state IN ('failed', 'expired') AND class IS NOT NULL AND class NOT IN ('internal', 'ours')
   AND dispatch_id NOT IN (SELECT dispatch_id FROM deliveries WHERE state = 'sent');
