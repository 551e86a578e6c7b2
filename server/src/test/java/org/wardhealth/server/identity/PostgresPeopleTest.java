package org.wardhealth.server.identity;

import org.wardhealth.server.RealPostgres;
import org.wardhealth.server.store.DatabaseSettings;

class PostgresPeopleTest extends PeopleContract {
  @Override
  DatabaseSettings database() {
    return RealPostgres.emptyDatabase();
  }
}
