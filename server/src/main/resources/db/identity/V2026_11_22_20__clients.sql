-- key_hash is a keyed hash of the whole API key; the key itself is stored nowhere.
CREATE TABLE identity_client (
  id           VARCHAR(32) PRIMARY KEY,
  name         VARCHAR(100) NOT NULL UNIQUE,
  key_hash     ${bytes} NOT NULL UNIQUE,
  purposes     VARCHAR(400) NOT NULL,
  models       VARCHAR(2000) NOT NULL,
  rights       VARCHAR(200) NOT NULL,
  requests_per_minute BIGINT NOT NULL,
  tokens_per_minute   BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  revoked_at   BIGINT
);
