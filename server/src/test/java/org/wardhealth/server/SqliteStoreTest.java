package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.store.DatabaseSettings;

class SqliteStoreTest extends StoreContract {
  @Override
  DatabaseSettings emptyDatabase(Path directory) {
    return DatabaseSettings.embedded(directory);
  }

  @Test
  void everyCommitIsSynced() {
    assertThat(pragma("journal_mode")).isEqualTo("wal");
    assertThat(pragma("synchronous")).as("FULL").isEqualTo("2");
  }

  @Test
  void everyConnectionOfThePoolIsSet() throws Exception {
    try (var first = database().dataSource().getConnection();
        var second = database().dataSource().getConnection()) {
      for (var connection : new java.sql.Connection[] {first, second}) {
        try (var statement = connection.createStatement();
            var row = statement.executeQuery("PRAGMA synchronous")) {
          assertThat(row.getInt(1)).isEqualTo(2);
        }
      }
    }
  }

  /**
   * As one who waits for the ledger in a transaction, when more come than the machine has cores.
   */
  @Test
  void whoWaitsForTheirTurnLeavesAThreadToWhoHasIt() throws Exception {
    openAll();
    CountDownLatch has = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    int others = 3 * (Runtime.getRuntime().availableProcessors() + 1);
    CountDownLatch begun = new CountDownLatch(others);
    String write = "DELETE FROM identity_attempt";
    List<Callable<Integer>> ways =
        List.of(
            () -> database().transaction(jdbc -> jdbc.sql(write).update()),
            () -> database().jdbc().sql(write).update(),
            () -> {
              database().batch(connection -> connection.prepareStatement(write).execute());
              return 0;
            });
    List<Future<Integer>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      all.add(
          threads.submit(
              () ->
                  database()
                      .transaction(
                          jdbc -> {
                            int gone = jdbc.sql(write).update();
                            has.countDown();
                            await(goOn);
                            return gone;
                          })));
      await(has);
      for (int i = 0; i < others; i++) {
        Callable<Integer> way = ways.get(i % ways.size());
        all.add(
            threads.submit(
                () -> {
                  begun.countDown();
                  return way.call();
                }));
      }
      await(begun);
      goOn.countDown();
      for (Future<Integer> one : all) {
        assertThat(one.get()).isZero();
      }
    }
  }

  /** Otherwise the others would wait for a connection first, which keeps no carrier. */
  private void openAll() throws SQLException {
    List<Connection> open = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      open.add(database().dataSource().getConnection());
    }
    for (Connection one : open) {
      one.close();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsDeletedIsOverwrittenAndReferencesHold() {
    assertThat(pragma("secure_delete")).isEqualTo("1");
    assertThat(pragma("foreign_keys")).isEqualTo("1");
  }

  /** H2 does not sync on commit, so it must not even be at hand. */
  @Test
  void h2IsNotOnTheClassPath() {
    assertThatThrownBy(() -> Class.forName("org.h2.Driver"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  private String pragma(String name) {
    return database().jdbc().sql("PRAGMA " + name).query(String.class).single();
  }
}
