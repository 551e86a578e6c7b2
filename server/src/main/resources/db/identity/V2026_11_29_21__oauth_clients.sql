-- Applications that prove themselves with tokens of an issuer in ward.yaml, by their client id there.
CREATE TABLE identity_client_oauth (
  client       VARCHAR(32) PRIMARY KEY REFERENCES identity_client (id),
  issuer       VARCHAR(64) NOT NULL,
  subject      VARCHAR(255) NOT NULL,
  UNIQUE (issuer, subject)
);

-- DPoP proofs (RFC 9449) that were shown, until they are too old to be shown again.
CREATE TABLE identity_proof (
  proof_hash   ${bytes} PRIMARY KEY,
  until_at     BIGINT NOT NULL
);
CREATE INDEX identity_proof_until_at ON identity_proof (until_at);
