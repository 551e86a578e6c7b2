package org.wardhealth.server;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.wardhealth.server.store.DatabaseSettings;

@Tag("extra")
class PostgresVerificationTest extends VerificationContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return RealPostgres.emptyDatabase();
  }
}
