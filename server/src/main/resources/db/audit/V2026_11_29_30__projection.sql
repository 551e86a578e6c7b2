-- Which ledgers are projected, and the index of the first entry that is not yet.
CREATE TABLE audit_log (
  id           ${identity},
  origin       VARCHAR(200) NOT NULL UNIQUE,
  next_index   BIGINT NOT NULL
);

-- What can be searched for of an entry. Only a projection: the ledger decides. An absent field is NULL.
-- at is in microseconds since 1970.
CREATE TABLE audit_entry (
  log_id       BIGINT NOT NULL REFERENCES audit_log (id),
  ledger_index BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  kind         VARCHAR(100) NOT NULL,
  exchange     VARCHAR(100),
  patient      VARCHAR(100),
  client       VARCHAR(100),
  application  VARCHAR(200),
  outcome      VARCHAR(100),
  code         VARCHAR(100),
  model        VARCHAR(200),
  decision     VARCHAR(100),
  purpose      VARCHAR(100),
  PRIMARY KEY (log_id, ledger_index)
) ${byPrimaryKey};
-- Each serves one filter, newest first, page by page.
CREATE INDEX audit_entry_at ON audit_entry (at, log_id, ledger_index);
CREATE INDEX audit_entry_kind ON audit_entry (kind, at, log_id, ledger_index);
CREATE INDEX audit_entry_exchange ON audit_entry (exchange, at, log_id, ledger_index) WHERE exchange IS NOT NULL;
CREATE INDEX audit_entry_patient ON audit_entry (patient, at, log_id, ledger_index) WHERE patient IS NOT NULL;
CREATE INDEX audit_entry_client ON audit_entry (client, at, log_id, ledger_index) WHERE client IS NOT NULL;
CREATE INDEX audit_entry_application ON audit_entry (application, at, log_id, ledger_index) WHERE application IS NOT NULL;
CREATE INDEX audit_entry_outcome ON audit_entry (outcome, at, log_id, ledger_index) WHERE outcome IS NOT NULL;
CREATE INDEX audit_entry_code ON audit_entry (code, at, log_id, ledger_index) WHERE code IS NOT NULL;
CREATE INDEX audit_entry_model ON audit_entry (model, at, log_id, ledger_index) WHERE model IS NOT NULL;
CREATE INDEX audit_entry_decision ON audit_entry (decision, at, log_id, ledger_index) WHERE decision IS NOT NULL;
CREATE INDEX audit_entry_purpose ON audit_entry (purpose, at, log_id, ledger_index) WHERE purpose IS NOT NULL;
