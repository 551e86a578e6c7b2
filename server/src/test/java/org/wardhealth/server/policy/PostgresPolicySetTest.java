package org.wardhealth.server.policy;

import org.wardhealth.server.RealPostgres;
import org.wardhealth.server.store.DatabaseSettings;

final class PostgresPolicySetTest extends PolicySetContract {
  @Override
  DatabaseSettings database() {
    return RealPostgres.emptyDatabase();
  }
}
