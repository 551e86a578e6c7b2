package org.wardhealth.server.policy;

import org.wardhealth.server.store.DatabaseSettings;

final class SqlitePolicySetTest extends PolicySetContract {
  @Override
  DatabaseSettings database() {
    return DatabaseSettings.embedded(home);
  }
}
