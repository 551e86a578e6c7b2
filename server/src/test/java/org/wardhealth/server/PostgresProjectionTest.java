package org.wardhealth.server;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

@Tag("extra")
class PostgresProjectionTest extends ProjectionContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return RealPostgres.emptyDatabase();
  }

  @Override
  void refuse(Database refusing, long index) {
    refusing
        .jdbc()
        .sql("ALTER TABLE audit_entry ADD CONSTRAINT planted CHECK (ledger_index <> " + index + ")")
        .update();
  }

  @Override
  void refuseNoMore(Database refusing) {
    refusing.jdbc().sql("ALTER TABLE audit_entry DROP CONSTRAINT planted").update();
  }
}
