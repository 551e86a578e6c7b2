-- A subject is whoever data are about: a patient, or an application when no patient is named.
-- lookup is a keyed hash of the subject's name; sealed_key is the subject's data key under the key of keys/.
CREATE TABLE vault_subject (
  id           ${identity},
  lookup       ${bytes} NOT NULL UNIQUE,
  pseudonym    VARCHAR(32) NOT NULL UNIQUE,
  sealed_key   ${bytes} NOT NULL,
  created_at   BIGINT NOT NULL
);

-- The FHIR Patient as the hospital gave it, under the subject's data key. stamp is random, new with each write.
CREATE TABLE vault_patient (
  subject_id   BIGINT PRIMARY KEY REFERENCES vault_subject (id),
  stamp        BIGINT NOT NULL,
  sealed_resource ${bytes} NOT NULL,
  updated_at   BIGINT NOT NULL
);
