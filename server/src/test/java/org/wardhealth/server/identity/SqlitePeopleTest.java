package org.wardhealth.server.identity;

import org.wardhealth.server.store.DatabaseSettings;

class SqlitePeopleTest extends PeopleContract {
  @Override
  DatabaseSettings database() {
    return DatabaseSettings.embedded(home);
  }
}
