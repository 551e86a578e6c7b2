package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.store.DatabaseSettings;

class PostgresStoreTest extends StoreContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return RealPostgres.emptyDatabase();
  }

  @Test
  void thisIsARealPostgresThatWaitsForItsCommits() {
    assertThat(show("server_version_num")).isGreaterThanOrEqualTo("140000");
    assertThat(show("synchronous_commit")).isEqualTo("on");
    assertThat(show("listen_addresses")).isEqualTo("localhost");
  }

  private String show(String name) {
    return database().jdbc().sql("SHOW " + name).query(String.class).single();
  }
}
