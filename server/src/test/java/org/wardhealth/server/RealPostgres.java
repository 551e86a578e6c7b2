package org.wardhealth.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.wardhealth.server.store.DatabaseSettings;

/**
 * A real PostgreSQL for tests: started when first asked for, on a free port of loopback, shared by
 * all tests of this JVM and ended with it. PostgreSQL refuses to run as root; it is then started in
 * a user namespace of its own.
 */
public final class RealPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private RealPostgres() {}

  /** A new, empty database. */
  public static DatabaseSettings emptyDatabase() {
    String name = "ward_" + DATABASES.incrementAndGet();
    try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL made no database: " + e.getMessage(), e);
    }
    return new DatabaseSettings(
        "jdbc:postgresql://localhost:" + Server.RUNNING.getPort() + "/" + name,
        Optional.of("postgres"),
        Optional.empty());
  }

  /** Initialised by the JVM when it is first used, and once. */
  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("listen_addresses", "localhost")
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException("PostgreSQL did not start", e);
      }
    }
  }
}
