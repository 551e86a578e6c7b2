-- Models that may not be asked now, by their names at Ward. Each exchange reads this.
CREATE TABLE models_suspension (
  model        VARCHAR(200) PRIMARY KEY,
  reason       VARCHAR(32) NOT NULL,
  reference    VARCHAR(64) NOT NULL,
  suspended_by VARCHAR(64) NOT NULL,
  suspended_at BIGINT NOT NULL
);
