package org.wardhealth.server.policy;

import org.junit.jupiter.api.Tag;
import org.wardhealth.server.RealPostgres;
import org.wardhealth.server.store.DatabaseSettings;

@Tag("extra")
final class PostgresPolicySetTest extends PolicySetContract {
  @Override
  DatabaseSettings database() {
    return RealPostgres.emptyDatabase();
  }
}
