-- What was said in an exchange, under the data key of the subject. Rows past expires_at are deleted.
CREATE TABLE audit_content (
  exchange     VARCHAR(32) NOT NULL,
  part         VARCHAR(8) NOT NULL,
  subject_id   BIGINT NOT NULL REFERENCES vault_subject (id),
  sealed       ${bytes} NOT NULL,
  expires_at   BIGINT NOT NULL,
  PRIMARY KEY (exchange, part)
);
CREATE INDEX audit_content_expires_at ON audit_content (expires_at);
