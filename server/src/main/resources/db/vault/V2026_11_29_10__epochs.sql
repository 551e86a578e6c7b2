-- Which epoch's key seals the data key; empty for those from before there were epochs, until they are rewrapped.
ALTER TABLE vault_subject ADD COLUMN epoch VARCHAR(16) NOT NULL DEFAULT '';
CREATE INDEX vault_subject_epoch ON vault_subject (epoch);
