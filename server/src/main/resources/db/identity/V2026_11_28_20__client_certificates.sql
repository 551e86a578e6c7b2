-- The SHA-256 (x5t#S256) of the certificate that the key is bound to; empty where it is bound to none.
ALTER TABLE identity_client ADD COLUMN certificate VARCHAR(43) NOT NULL DEFAULT '';
