package org.wardhealth.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database that holds Ward's state.
 *
 * <p>Guarantees: the schema is the one this version was built for; when a transaction returns, what
 * it wrote is on stable storage. Does not encrypt: what is secret comes here sealed by the vault.
 */
public final class Database implements AutoCloseable {
  /** No migration may be unknown to Ward: Flyway by itself lets those of the future pass. */
  private static final String[] NONE = {};

  private final Dialect dialect;
  private final HikariDataSource pool;
  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  private Database(Dialect dialect, HikariDataSource pool) {
    this.dialect = dialect;
    this.pool = pool;
    this.jdbc = JdbcClient.create(pool);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
  }

  /**
   * Connects and brings the schema up to date.
   *
   * @throws IllegalArgumentException if the URL names neither SQLite nor PostgreSQL
   * @throws RuntimeException if the database cannot be reached or its schema is newer than Ward
   */
  public static Database open(DatabaseSettings settings) {
    Dialect dialect = Dialect.of(settings.url());
    HikariDataSource pool = pool(settings, dialect);
    try {
      migrate(pool, dialect);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
    return new Database(dialect, pool);
  }

  /** Connects to a database as it is, and changes nothing in it: for {@code ward doctor}. */
  public static Database look(DatabaseSettings settings) {
    Dialect dialect = Dialect.of(settings.url());
    return new Database(dialect, pool(settings, dialect));
  }

  private static HikariDataSource pool(DatabaseSettings settings, Dialect dialect) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("ward-" + dialect.name().toLowerCase(java.util.Locale.ROOT));
    config.setJdbcUrl(settings.url());
    settings.user().ifPresent(config::setUsername);
    settings.passwordFile().map(Database::secret).ifPresent(config::setPassword);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5_000);
    dialect.prepare(config);
    return new HikariDataSource(config);
  }

  private static void migrate(HikariDataSource pool, Dialect dialect) {
    Flyway.configure()
        .dataSource(pool)
        .locations(
            "classpath:db/vault",
            "classpath:db/identity",
            "classpath:db/audit",
            "classpath:db/consent",
            "classpath:db/models",
            "classpath:db/policy")
        .table("store_migration")
        .placeholders(dialect.placeholders())
        .validateMigrationNaming(true)
        .ignoreMigrationPatterns(NONE)
        .load()
        .migrate();
  }

  /** Runs one statement at a time. */
  public JdbcClient jdbc() {
    return jdbc;
  }

  /** Runs {@code work} in one transaction: all of it is durable when this returns, or nothing. */
  public <T> T transaction(Function<JdbcClient, T> work) {
    T result = transactions.execute(status -> work.apply(jdbc));
    if (result == null) {
      throw new IllegalStateException("A transaction returned null.");
    }
    return result;
  }

  /**
   * Makes what was deleted from these tables unreadable in the database's own files: free pages and
   * the write-ahead log. Not part of any transaction.
   *
   * @throws org.springframework.dao.DataAccessException if readers hold the log for too long
   */
  public void scrub(String... tables) {
    dialect.scrub(pool, tables);
  }

  /** For the few places that batch by hand. */
  public DataSource dataSource() {
    return pool;
  }

  /** Which database this is. */
  public Dialect dialect() {
    return dialect;
  }

  /** How many bytes it takes, as the database itself says. */
  public long bytes() {
    return dialect.bytes(jdbc);
  }

  @Override
  public void close() {
    pool.close();
  }

  private static String secret(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("database.password-file cannot be read: " + file, e);
    }
  }
}
