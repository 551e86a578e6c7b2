package org.wardhealth.server;

import java.nio.file.Path;
import org.wardhealth.server.store.DatabaseSettings;

class SqliteVerificationTest extends VerificationContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return DatabaseSettings.embedded(directory);
  }
}
