package org.wardhealth.server;

import java.nio.file.Path;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

class SqliteProjectionTest extends ProjectionContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return DatabaseSettings.embedded(directory);
  }

  @Override
  void refuse(Database refusing, long index) {
    refusing
        .jdbc()
        .sql(
            "CREATE TRIGGER planted BEFORE INSERT ON audit_entry WHEN NEW.ledger_index = "
                + index
                + " BEGIN SELECT RAISE(ABORT, 'planted'); END")
        .update();
  }

  @Override
  void refuseNoMore(Database refusing) {
    refusing.jdbc().sql("DROP TRIGGER planted").update();
  }
}
