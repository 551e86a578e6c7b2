-- How far each node's ledger was read for approvals of policies, and the highest version found; signature is keyed, by the
-- vault, over both. Only a mark: the ledger decides.
CREATE TABLE policy_recorded (
  node         VARCHAR(200) PRIMARY KEY, -- the ledger's name
  next_index   BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  signature    ${bytes} NOT NULL
);
