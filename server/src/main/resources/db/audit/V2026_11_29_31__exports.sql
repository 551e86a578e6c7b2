-- How far each receiver of audit events has got in the ledger of each node.
CREATE TABLE audit_export (
  receiver     VARCHAR(64) NOT NULL,
  node         VARCHAR(200) NOT NULL, -- the ledger's name
  next_index   BIGINT NOT NULL,       -- everything before it was taken
  at           BIGINT NOT NULL,
  PRIMARY KEY (receiver, node)
);
