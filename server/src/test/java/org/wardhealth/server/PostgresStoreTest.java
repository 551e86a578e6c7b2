package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.store.Database;
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

  @Override
  boolean someoneWaits() {
    return database()
            .jdbc()
            .sql(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = current_database()")
            .query(Long.class)
            .single()
        > 0;
  }

  @Test
  void freeingPagesMayTakeLongerThanAnyAnswerIsWaitedFor() throws Exception {
    DatabaseSettings hasty = RealPostgres.emptyDatabase();
    try (Database database =
            Database.open(
                new DatabaseSettings(
                    hasty.url() + "?socketTimeout=1", hasty.user(), hasty.passwordFile()));
        Database slow = Database.look(hasty);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      CountDownLatch locked = new CountDownLatch(1);
      Future<Integer> holding =
          threads.submit(
              () ->
                  slow.transaction(
                      jdbc -> {
                        jdbc.sql("LOCK TABLE audit_content IN SHARE UPDATE EXCLUSIVE MODE")
                            .update();
                        locked.countDown();
                        jdbc.sql("SELECT pg_sleep(2)").query((_, _) -> 0).single();
                        return 0;
                      }));
      locked.await();
      database.scrub("audit_content");
      assertThat(holding.get()).isZero();
    }
  }

  private String show(String name) {
    return database().jdbc().sql("SHOW " + name).query(String.class).single();
  }
}
