package org.wardhealth.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database that holds Ward's state.
 *
 * <p>Guarantees: the schema is the one this version was built for; when a transaction returns, what
 * it wrote is on stable storage. Does not encrypt: what is secret comes here sealed by the vault.
 *
 * <p>Where one alone can write at a time, the threads of this process take turns before they come
 * to the driver. A virtual thread that waits inside SQLite keeps its carrier; as many of them as
 * the machine has cores would leave none for the one that writes and waits for the ledger, until
 * all gave up.
 */
public final class Database implements AutoCloseable {
  /** No migration may be unknown to Ward: Flyway by itself lets those of the future pass. */
  private static final String[] NONE = {};

  /** How long somebody waits for their turn, as long as SQLite itself lets another process wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Dialect dialect;
  private final HikariDataSource pool;
  private final Optional<ReentrantLock> writing;
  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  private Database(Dialect dialect, HikariDataSource pool) {
    this.dialect = dialect;
    this.pool = pool;
    this.writing = dialect.oneWriter() ? Optional.of(new ReentrantLock(true)) : Optional.empty();
    this.jdbc = JdbcClient.create(new InTurn(pool));
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
        .dataSource(new Unhurried(pool, dialect))
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

  /** Connections for what takes as long as it takes, such as an index over a large table. */
  private static final class Unhurried extends DelegatingDataSource {
    private final Dialect dialect;

    Unhurried(DataSource pool, Dialect dialect) {
      super(pool);
      this.dialect = dialect;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      dialect.unhurry(connection);
      return connection;
    }
  }

  /** Runs one statement at a time. */
  public JdbcClient jdbc() {
    return jdbc;
  }

  /**
   * Runs {@code work} in one transaction: all of it is durable when this returns, or nothing.
   *
   * @throws org.springframework.dao.DataAccessException if the database does not answer, also where
   *     no transaction could be begun
   */
  public <T> T transaction(Function<JdbcClient, T> work) {
    T result = inTurn(() -> whole(work));
    if (result == null) {
      throw new IllegalStateException("A transaction returned null.");
    }
    return result;
  }

  private <T> @Nullable T whole(Function<JdbcClient, T> work) {
    try {
      return transactions.execute(_ -> work.apply(jdbc));
    } catch (TransactionException e) {
      throw new DataAccessResourceFailureException("The database begins no transaction.", e);
    }
  }

  /** What is written by hand. */
  public interface Batch {
    /** Writes; the transaction is not its care. */
    void write(Connection connection) throws SQLException;
  }

  /** As {@link #transaction}, for the few places that batch by hand. */
  public void batch(Batch work) throws SQLException {
    take();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        work.write(connection);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } finally {
      writing.ifPresent(ReentrantLock::unlock);
    }
  }

  private <T extends @Nullable Object> T inTurn(Supplier<T> work) {
    take();
    try {
      return work.get();
    } finally {
      writing.ifPresent(ReentrantLock::unlock);
    }
  }

  private void take() {
    try {
      if (writing.isPresent() && !writing.get().tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new CannotAcquireLockException(
            "Others have written for " + PATIENCE.toSeconds() + " s: the database is busy.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotAcquireLockException("Interrupted before the database could be written.", e);
    }
  }

  /** Single statements that write take their turn too. */
  private final class InTurn extends JdbcTemplate {
    InTurn(DataSource pool) {
      super(pool);
    }

    @Override
    public int update(PreparedStatementCreator statement) {
      return inTurn(() -> super.update(statement));
    }

    @Override
    public int update(PreparedStatementCreator statement, KeyHolder keys) {
      return inTurn(() -> super.update(statement, keys));
    }
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

  /** The connections, for who only reads or looks at the schema. */
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
