-- Sign-ins at an identity provider that began here and have not come back. token_hash is a keyed hash of the
-- cookie that the browser got for it; session is the one that it takes the place of, or empty.
CREATE TABLE identity_login (
  token_hash   ${bytes} PRIMARY KEY,
  issuer       VARCHAR(64) NOT NULL,
  session      VARCHAR(40) NOT NULL,
  until_at     BIGINT NOT NULL
);
CREATE INDEX identity_login_until_at ON identity_login (until_at);

-- Who signs in at an identity provider: known by a keyed hash of issuer and subject, by nothing else.
CREATE TABLE identity_provider_person (
  person       VARCHAR(40) PRIMARY KEY REFERENCES identity_person (id),
  issuer       VARCHAR(64) NOT NULL,
  subject_hash ${bytes} NOT NULL UNIQUE
);
