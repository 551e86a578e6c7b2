-- Sets of policies that were drafted, proposed, or in force. The approved one of the highest version is in force;
-- signature is keyed, by the vault, over all that makes it so.
CREATE TABLE policy_set (
  id            VARCHAR(32) PRIMARY KEY,
  version       BIGINT UNIQUE,
  base          BIGINT NOT NULL,
  digest        VARCHAR(64) NOT NULL,
  policies      TEXT NOT NULL,
  state         VARCHAR(16) NOT NULL,
  why           TEXT NOT NULL,
  proposed_by   VARCHAR(64) NOT NULL,
  proposed_name VARCHAR(64) NOT NULL,
  proposed_at   BIGINT NOT NULL,
  decided_by    VARCHAR(64),
  decided_name  VARCHAR(64),
  decided_at    BIGINT,
  signature     ${bytes}
);

CREATE INDEX policy_set_proposed_at ON policy_set (proposed_at);
