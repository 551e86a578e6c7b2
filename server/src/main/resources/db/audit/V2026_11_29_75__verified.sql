-- How far each node's ledger was read again and proved to its signed checkpoints. Only a mark: the ledger decides.
CREATE TABLE audit_verified (
  node         VARCHAR(200) PRIMARY KEY, -- the ledger's name
  next_index   BIGINT NOT NULL,          -- everything before it was verified
  again_index  BIGINT NOT NULL,          -- where the next round among these goes on
  at           BIGINT NOT NULL           -- microseconds since 1970
);
