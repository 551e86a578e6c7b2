-- Who did it, or who broke the glass under which an exchange was asked: a person's id. Rows from before have none until
-- 'ward ledger project --rebuild'.
ALTER TABLE audit_entry ADD COLUMN person VARCHAR(100);
CREATE INDEX audit_entry_person ON audit_entry (person, at, log_id, ledger_index) WHERE person IS NOT NULL;
