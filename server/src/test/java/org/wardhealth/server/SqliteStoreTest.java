package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
