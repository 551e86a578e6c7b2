package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

@Tag("extra")
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

  @Test
  void aMigrationMayTakeLongerThanAnyAnswerIsWaitedFor() throws SQLException {
    DatabaseSettings large = RealPostgres.emptyDatabase();
    try (Connection connection =
            DriverManager.getConnection(large.url(), large.user().orElseThrow(), "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA slow");
      statement.execute("CREATE SEQUENCE slow.indexes");
      statement.execute(
          """
          CREATE FUNCTION slow.first_index() RETURNS event_trigger LANGUAGE plpgsql AS
          $$ BEGIN IF nextval('slow.indexes') = 1 THEN PERFORM pg_sleep(2); END IF; END $$
          """);
      statement.execute(
          "CREATE EVENT TRIGGER slow ON ddl_command_start WHEN TAG IN ('CREATE INDEX')"
              + " EXECUTE FUNCTION slow.first_index()");
    }
    DatabaseSettings hasty =
        new DatabaseSettings(large.url() + "?socketTimeout=1", large.user(), large.passwordFile());
    try (Database database = Database.open(hasty)) {
      assertThat(
              database.jdbc().sql("SELECT last_value FROM slow.indexes").query(Long.class).single())
          .isGreaterThan(1);
      assertThatThrownBy(() -> database.jdbc().sql("SELECT pg_sleep(3)").query().singleValue())
          .as("an answer is not waited for without end")
          .isInstanceOf(DataAccessException.class);
    }
  }

  private String show(String name) {
    return database().jdbc().sql("SHOW " + name).query(String.class).single();
  }
}
