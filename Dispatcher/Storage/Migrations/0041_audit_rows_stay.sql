-- Nothing edits or deletes a row of the audit, not even this program. On PostgreSQL a trigger function that raises does the
-- same, and the program's role has no UPDATE, DELETE or TRUNCATE on the table.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'rows of the audit stay as they are'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'rows of the audit stay'); END;
-- INSERT OR REPLACE would delete a row without asking the trigger above.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = new.id)
BEGIN SELECT RAISE(ABORT, 'rows of the audit stay as they are'); END;
CREATE INDEX audit_by_action ON audit (action, id);
