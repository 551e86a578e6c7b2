-- Glasses that clinicians broke: each for one patient, by pseudonym, until until_at. sealed_text is
-- why, in their words, under the patient's key; token_hash is a keyed hash of what their software
-- shows. verdict is empty until somebody else has looked at it.
CREATE TABLE identity_glass (
  id                 VARCHAR(40) PRIMARY KEY,
  token_hash         ${bytes} NOT NULL UNIQUE,
  person             VARCHAR(40) NOT NULL REFERENCES identity_person (id),
  session            VARCHAR(40) NOT NULL,
  patient            VARCHAR(32) NOT NULL,
  reason             VARCHAR(16) NOT NULL,
  sealed_text        ${bytes} NOT NULL,
  text_length        INTEGER NOT NULL,
  phishing_resistant INTEGER NOT NULL,
  proof_age          BIGINT NOT NULL,
  broken_at          BIGINT NOT NULL,
  until_at           BIGINT NOT NULL,
  verdict            VARCHAR(16) NOT NULL,
  reference          VARCHAR(64) NOT NULL,
  reviewed_by        VARCHAR(40) NOT NULL,
  reviewed_at        BIGINT NOT NULL
);
CREATE INDEX identity_glass_person ON identity_glass (person, patient, until_at);
CREATE INDEX identity_glass_verdict ON identity_glass (verdict, broken_at);
