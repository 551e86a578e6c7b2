package org.wardhealth.server.consent;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.wardhealth.server.RealPostgres;
import org.wardhealth.server.store.DatabaseSettings;

@Tag("extra")
class PostgresPopulationTest extends PopulationContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return RealPostgres.emptyDatabase();
  }
}
