-- What was decided about the data of a patient. After the erasure the pseudonym leads nowhere.
CREATE TABLE audit_erasure (
  id           VARCHAR(32) PRIMARY KEY,
  pseudonym    VARCHAR(32) NOT NULL,
  ground       VARCHAR(32) NOT NULL,
  reference    VARCHAR(64) NOT NULL,
  requested_by VARCHAR(32) NOT NULL,
  approved_by  VARCHAR(32) NOT NULL,
  state        VARCHAR(16) NOT NULL,
  contents     INTEGER NOT NULL,
  at           BIGINT NOT NULL,
  node         VARCHAR(200) NOT NULL -- whose ledger has the entries
);
