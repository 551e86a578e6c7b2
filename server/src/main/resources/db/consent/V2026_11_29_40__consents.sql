-- A patient's FHIR Consents under the patient's data key; they go with it. stamp is random, new with each write.
CREATE TABLE consent_resource (
  id           VARCHAR(32) PRIMARY KEY,
  subject_id   BIGINT NOT NULL REFERENCES vault_subject (id) ON DELETE CASCADE,
  version      INTEGER NOT NULL,
  stamp        BIGINT NOT NULL,
  sealed_resource ${bytes} NOT NULL,
  updated_at   BIGINT NOT NULL
);

CREATE INDEX consent_resource_subject ON consent_resource (subject_id);
