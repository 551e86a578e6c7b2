package org.wardhealth.server.identity;

import org.junit.jupiter.api.Tag;
import org.wardhealth.server.RealPostgres;
import org.wardhealth.server.store.DatabaseSettings;

@Tag("extra")
class PostgresPeopleTest extends PeopleContract {
  @Override
  DatabaseSettings database() {
    return RealPostgres.emptyDatabase();
  }
}
