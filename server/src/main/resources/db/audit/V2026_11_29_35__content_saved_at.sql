-- When a content was stored: a duty to keep it is reckoned from here. 0 for those from before this was stored.
ALTER TABLE audit_content ADD COLUMN saved_at BIGINT NOT NULL DEFAULT 0;
