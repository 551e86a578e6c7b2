package org.wardhealth.server.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where state is kept.
 *
 * @param url a JDBC URL: {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/DATABASE}
 * @param user who connects; nobody for SQLite
 * @param passwordFile a file that holds the password alone; read once, when the database is opened
 */
public record DatabaseSettings(String url, Optional<String> user, Optional<Path> passwordFile) {

  /** The embedded default: one SQLite file in {@code WARD_HOME}. */
  public static DatabaseSettings embedded(Path home) {
    return new DatabaseSettings(
        "jdbc:sqlite:" + home.resolve("state.db"), Optional.empty(), Optional.empty());
  }
}
