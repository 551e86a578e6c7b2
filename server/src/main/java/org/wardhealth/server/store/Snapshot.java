package org.wardhealth.server.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Copies of the embedded database, taken while Ward uses it. */
public final class Snapshot {
  private static final String SQLITE = "jdbc:sqlite:";

  private Snapshot() {}

  /** The file of the embedded database; nothing if state lies on a server. */
  public static Optional<Path> file(DatabaseSettings settings) {
    return settings.url().startsWith(SQLITE)
        ? Optional.of(Path.of(settings.url().substring(SQLITE.length())))
        : Optional.empty();
  }

  /**
   * Copies a database as it is between two transactions, without its free pages.
   *
   * @param to a file that does not exist yet
   * @throws SQLException if it cannot be read, or the copy not written
   */
  public static void take(Path database, Path to) throws SQLException {
    try (Connection connection = open(database);
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, to.toString());
      vacuum.execute();
    }
  }

  /**
   * Looks through every page of a database.
   *
   * @return what is wrong with it; nothing if nothing is
   */
  public static Optional<String> problem(Path database) {
    try (Connection connection = open(database);
        Statement check = connection.createStatement();
        ResultSet said = check.executeQuery("PRAGMA integrity_check")) {
      String first = said.next() ? said.getString(1) : "nothing was said";
      return first.equals("ok") ? Optional.empty() : Optional.of(first);
    } catch (SQLException e) {
      return Optional.of("it cannot be opened");
    }
  }

  private static Connection open(Path database) throws SQLException {
    Connection connection = DriverManager.getConnection(SQLITE + database);
    try (Statement patience = connection.createStatement()) {
      patience.execute("PRAGMA busy_timeout = 30000");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }
}
