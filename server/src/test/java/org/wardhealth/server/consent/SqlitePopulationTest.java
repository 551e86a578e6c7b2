package org.wardhealth.server.consent;

import java.nio.file.Path;
import org.wardhealth.server.store.DatabaseSettings;

class SqlitePopulationTest extends PopulationContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return DatabaseSettings.embedded(directory);
  }
}
