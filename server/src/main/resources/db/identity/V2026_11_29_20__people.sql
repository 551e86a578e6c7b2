-- People who sign in at Ward. What they prove themselves with is sealed under a data key of their own.
CREATE TABLE identity_person (
  id           VARCHAR(40) PRIMARY KEY,
  name         VARCHAR(64) NOT NULL UNIQUE,
  active       INTEGER NOT NULL,
  created_at   BIGINT NOT NULL
);

-- A role ends at until_at, unless somebody grants it anew.
CREATE TABLE identity_grant (
  person       VARCHAR(40) NOT NULL REFERENCES identity_person (id),
  role         VARCHAR(32) NOT NULL,
  until_at     BIGINT NOT NULL,
  PRIMARY KEY (person, role)
);

-- counter is what may only grow: the last step of a code, the signature counter of a passkey.
-- lookup is a keyed hash of a passkey's credential id, or of a recovery code; else of the factor's own id.
CREATE TABLE identity_factor (
  id           VARCHAR(40) PRIMARY KEY,
  person       VARCHAR(40) NOT NULL REFERENCES identity_person (id),
  kind         VARCHAR(16) NOT NULL,
  lookup       ${bytes} NOT NULL UNIQUE,
  sealed       ${bytes} NOT NULL,
  counter      BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  used_at      BIGINT NOT NULL
);
CREATE INDEX identity_factor_person ON identity_factor (person);

-- One link a person at most; gone when used. sealed_totp is the secret that the link's page offers.
CREATE TABLE identity_link (
  person       VARCHAR(40) PRIMARY KEY REFERENCES identity_person (id),
  token_hash   ${bytes} NOT NULL UNIQUE,
  sealed_totp  ${bytes} NOT NULL,
  until_at     BIGINT NOT NULL
);

-- token_hash is a keyed hash of the cookie, which changes with every proof.
CREATE TABLE identity_session (
  id           VARCHAR(40) PRIMARY KEY,
  token_hash   ${bytes} NOT NULL UNIQUE,
  person       VARCHAR(40) NOT NULL REFERENCES identity_person (id),
  proofs       VARCHAR(400) NOT NULL,
  began_at     BIGINT NOT NULL,
  seen_at      BIGINT NOT NULL
);
CREATE INDEX identity_session_person ON identity_session (person);

-- Challenges of passkeys that were given out and not yet answered.
CREATE TABLE identity_challenge (
  challenge_hash ${bytes} PRIMARY KEY,
  purpose      VARCHAR(16) NOT NULL,
  person       VARCHAR(40) NOT NULL,
  until_at     BIGINT NOT NULL
);

-- How often somebody tried, since when.
CREATE TABLE identity_attempt (
  key_hash     ${bytes} PRIMARY KEY,
  began_at     BIGINT NOT NULL,
  tries        BIGINT NOT NULL
);
CREATE INDEX identity_attempt_began_at ON identity_attempt (began_at);
