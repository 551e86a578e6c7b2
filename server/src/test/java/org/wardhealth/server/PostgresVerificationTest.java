package org.wardhealth.server;

import java.nio.file.Path;
import org.wardhealth.server.store.DatabaseSettings;

class PostgresVerificationTest extends VerificationContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return RealPostgres.emptyDatabase();
  }
}
