-- When something about a patient is written or deleted, the stamp of the block of subjects that they are in is new and random:
-- who holds something made of many patients sees in one look what to read again.
CREATE TABLE vault_block (
  block        BIGINT PRIMARY KEY,
  stamp        BIGINT NOT NULL
);
INSERT INTO vault_block (block, stamp) SELECT DISTINCT subject_id / 64, 0 FROM vault_patient;
