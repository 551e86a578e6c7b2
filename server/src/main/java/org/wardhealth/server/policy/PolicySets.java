package org.wardhealth.server.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wardhealth.policy.Layer;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.policy.ChangeRefused.Reason;
import org.wardhealth.server.policy.PolicySet.Act;
import org.wardhealth.server.policy.PolicySet.State;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/**
 * The sets of policies in the database, and how one comes into force: a person proposes it, another
 * approves it, each with a passkey shown a moment ago.
 *
 * <p>Guarantees: what was proposed, approved, refused or withdrawn is in the ledger before it is
 * so; an approved set is signed with a key of the vault over its version, its digest and who
 * approved it when, and {@link #read} gives out only what that signature and the digest fit: who
 * can write into the database, and cannot read the keys, brings no set into force. Of two approvals
 * at once, one holds.
 *
 * <p>Who deletes rows brings an older approved set back with the next start; that the ledger knows
 * a later one is found by {@link #readLedger}, on the node whose ledger that is. It does not ask
 * for a role: who may propose and approve is said where people come in.
 */
public final class PolicySets implements Approved {
  /** How long ago a passkey may have been shown. */
  public static final Duration FRESH = Duration.ofMinutes(15);

  /** The longest reason. */
  public static final int LONGEST_WHY = 500;

  private static final Logger log = LoggerFactory.getLogger(PolicySets.class);
  private static final String OPERATOR = "operator";
  private static final String WARD = "ward";
  private static final int LONGEST_TEXT = 1 << 20;
  private static final String COLUMNS =
      "SELECT id, version, base, digest, policies, state, why, proposed_by, proposed_name,"
          + " proposed_at, decided_by, decided_name, decided_at, signature FROM policy_set ";

  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random;
  private volatile long recorded;

  private PolicySets(
      Database database, Vault vault, Audit audit, Clock clock, SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Opens the sets, and records the first one at the first start: the files under {@code
   * WARD_HOME/policies}, if there is such a folder, else the set that Ward ships. The folder is not
   * looked at again. Where the set in force is one that Ward shipped and nobody chose, a Ward that
   * ships another brings it as the next version.
   *
   * @throws IllegalStateException with all that is wrong with the files under {@code
   *     WARD_HOME/policies}
   * @throws org.wardhealth.policy.PolicyUnavailable if Cedar cannot run here
   */
  public static PolicySets open(
      Path home, Database database, Vault vault, Audit audit, Clock clock, SecureRandom random) {
    PolicySets sets = new PolicySets(database, vault, audit, clock, random);
    try {
      sets.begin(home.resolve("policies"));
    } catch (DuplicateKeyException e) {
      log.info("another node has recorded the set of policies that Ward ships");
    }
    return sets;
  }

  /**
   * Who does something to a set.
   *
   * @param id a person's, or {@code operator}
   * @param person who it is, where it is a person
   * @param passkey when they last showed one
   */
  public record By(String id, Optional<Entry.Person> person, Optional<Instant> passkey) {
    /** Whoever holds the operator's token on this machine: no person that Ward knows. */
    public static By operator() {
      return new By(OPERATOR, Optional.empty(), Optional.empty());
    }

    private String name() {
      return person.map(Entry.Person::name).orElse(id);
    }
  }

  private void begin(Path folder) {
    if (latest() == 0) {
      boolean own = Files.isDirectory(folder);
      first(own ? files(folder) : PolicySource.shipped(), own ? "files" : "shipped");
      return;
    }
    PolicySource shipped = PolicySource.shipped();
    if (at(latest()).filter(set -> set.proposed().by().equals(WARD)).isPresent()
        && at(latest()).filter(set -> set.why().equals("shipped")).isPresent()
        && list().stream().noneMatch(set -> set.digest().equals(shipped.digest()))) {
      first(shipped, "shipped");
    }
    if (Files.isDirectory(folder)
        && list().stream().noneMatch(set -> set.digest().equals(files(folder).digest()))) {
      log.warn(
          "the files in {} are not looked at: propose them with 'ward policy propose'", folder);
    }
  }

  private static PolicySource files(Path folder) {
    try {
      return PolicySource.folder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("The policies in " + folder + " cannot be read.", e);
    }
  }

  /** What needs nobody's approval, because who installs Ward brings it. */
  void first(PolicySource source, String why) {
    try {
      Policies.load(source);
    } catch (PolicyProblems e) {
      throw new IllegalStateException(
          "The policies ("
              + why
              + ") cannot be used; 'ward policy check' says the same:\n  - "
              + String.join("\n  - ", e.problems()),
          e);
    }
    Act act = new Act(WARD, WARD, now());
    PolicySet set =
        new PolicySet(
            id(),
            OptionalLong.of(latest() + 1),
            latest(),
            source.digest(),
            source,
            State.APPROVED,
            why,
            act,
            Optional.of(act));
    var _ =
        database.transaction(
            jdbc -> {
              insert(jdbc, set);
              record("approved", set, new By(WARD, Optional.empty(), Optional.empty()));
              return set;
            });
  }

  /** All sets, the newest first. */
  public List<PolicySet> list() {
    return database
        .jdbc()
        .sql(COLUMNS + "ORDER BY proposed_at DESC, id")
        .query((row, _) -> set(row))
        .list();
  }

  /** The set by this id. */
  public Optional<PolicySet> get(String id) {
    return database
        .jdbc()
        .sql(COLUMNS + "WHERE id = ?")
        .param(id)
        .query((row, _) -> set(row))
        .optional();
  }

  /** A set with this digest, one that was in force if there is one. */
  public Optional<PolicySet> withDigest(String digest) {
    return database
        .jdbc()
        .sql(COLUMNS + "WHERE digest = ? ORDER BY version DESC, id")
        .param(digest)
        .query((row, _) -> set(row))
        .list()
        .stream()
        .max(java.util.Comparator.comparingLong(set -> set.version().orElse(0)));
  }

  @Override
  public long latest() {
    return database
        .jdbc()
        .sql("SELECT COALESCE(MAX(version), 0) FROM policy_set")
        .query(Long.class)
        .single();
  }

  @Override
  public long recorded() {
    return recorded;
  }

  /**
   * Reads on in this node's ledger which versions were approved. How far it came is kept under a
   * keyed hash: where that is gone, or another one's, it begins again from the first entry.
   *
   * @throws org.wardhealth.server.audit.AuditUnavailable if the ledger cannot be read
   */
  public void readLedger() {
    Approvals known = approvals();
    long[] highest = {known.version()};
    long next =
        audit
            .logs()
            .each(
                known.next(),
                "policy.approved",
                entry -> highest[0] = Math.max(highest[0], entry.path("revision").asLong(0)));
    recorded = Math.max(recorded, highest[0]);
    if (next > known.next()) {
      keep(new Approvals(next, highest[0]));
    }
  }

  /** The highest version that was approved in the entries before a number. */
  private record Approvals(long next, long version) {}

  private Approvals approvals() {
    return database
        .jdbc()
        .sql("SELECT next_index, version, signature FROM policy_recorded WHERE node = ?")
        .param(audit.origin())
        .query(
            (row, _) -> {
              Approvals said = new Approvals(row.getLong("next_index"), row.getLong("version"));
              return MessageDigest.isEqual(signature(said), row.getBytes("signature"))
                  ? said
                  : new Approvals(0, 0);
            })
        .optional()
        .orElse(new Approvals(0, 0));
  }

  private void keep(Approvals approvals) {
    var _ =
        database
            .jdbc()
            .sql(
                "INSERT INTO policy_recorded (node, next_index, version, signature)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (node) DO UPDATE SET"
                    + " next_index = excluded.next_index, version = excluded.version,"
                    + " signature = excluded.signature")
            .params(audit.origin(), approvals.next(), approvals.version(), signature(approvals))
            .update();
  }

  private byte[] signature(Approvals approvals) {
    return vault.keyedHash(
        "policy-recorded", approvals.next() + " " + approvals.version() + " " + audit.origin());
  }

  private Optional<PolicySet> at(long version) {
    return database
        .jdbc()
        .sql(COLUMNS + "WHERE version = ?")
        .param(version)
        .query((row, _) -> set(row))
        .optional();
  }

  @Override
  public PolicySet read(long version) throws Untrusted {
    Signed signed =
        database
            .jdbc()
            .sql(COLUMNS + "WHERE version = ?")
            .param(version)
            .query((row, _) -> signed(set(row), row.getBytes("signature")))
            .optional()
            .orElseThrow(() -> new Untrusted("is not there"));
    PolicySet set = signed.set();
    if (!set.source().digest().equals(set.digest())) {
      throw new Untrusted("has another digest than its text");
    }
    if (!signed.fits()) {
      throw new Untrusted("has no signature of this Ward's vault that fits it");
    }
    return set;
  }

  private record Signed(PolicySet set, boolean fits) {}

  private Signed signed(PolicySet set, byte @Nullable [] signature) {
    return new Signed(
        set,
        set.state() == State.APPROVED
            && set.decided().isPresent()
            && signature != null
            && MessageDigest.isEqual(signature(set), signature));
  }

  /**
   * Proposes a set. What the operator brings is a draft, until a person stands for it.
   *
   * @param policies {@code layer/id.cedar} to text; the schema is Ward's own
   * @throws UnfitProposal with everything that is wrong with it
   * @throws ChangeRefused if a person did not show a passkey a moment ago
   */
  public PolicySet propose(java.util.Map<String, String> policies, String why, By by) {
    PolicySource source = new PolicySource(PolicySource.shippedSchema(), policies);
    requirePasskey(by);
    List<String> problems = new ArrayList<>(problems(source));
    long base = latest();
    if (at(base).filter(set -> set.source().policies().equals(source.policies())).isPresent()) {
      problems.add("Nothing is changed: this is the set in force.");
    }
    if (why.isBlank()
        || why.length() > LONGEST_WHY
        || why.chars().anyMatch(Character::isISOControl)) {
      problems.add(
          "Say why, in 1 to " + LONGEST_WHY + " characters on one line, and name no patient.");
    }
    if (!problems.isEmpty()) {
      throw new UnfitProposal(problems);
    }
    PolicySet set =
        new PolicySet(
            id(),
            OptionalLong.empty(),
            base,
            source.digest(),
            source,
            by.person().isPresent() ? State.PROPOSED : State.DRAFT,
            why.strip(),
            new Act(by.id(), by.name(), now()),
            Optional.empty());
    return database.transaction(
        jdbc -> {
          insert(jdbc, set);
          record(set.state() == State.DRAFT ? "drafted" : "proposed", set, by);
          return set;
        });
  }

  /** Everything for which a set could not come into force. */
  private static List<String> problems(PolicySource source) {
    if (source.text().length() > LONGEST_TEXT) {
      return List.of("The set is longer than " + LONGEST_TEXT + " characters.");
    }
    try {
      var wrong = Policies.load(source).wrong();
      return wrong.isEmpty()
          ? List.of()
          : List.of(
              "The set answers wrongly what every set must answer rightly, in: "
                  + wrong.stream().sorted().map(Layer::folder).collect(Collectors.joining(", "))
                  + ". See docs/policy.md, 'Canaries'.");
    } catch (PolicyProblems e) {
      return e.problems();
    }
  }

  /**
   * A person stands for what the operator brought: it is their proposal from now on.
   *
   * @throws ChangeRefused if it is no draft, or no passkey was shown a moment ago
   */
  public PolicySet adopt(String id, String digest, By by) {
    PolicySet draft = open(id, digest, by, State.DRAFT);
    PolicySet adopted =
        new PolicySet(
            draft.id(),
            draft.version(),
            draft.base(),
            draft.digest(),
            draft.source(),
            State.PROPOSED,
            draft.why(),
            new Act(by.id(), by.name(), now()),
            Optional.empty());
    return move(draft, adopted, "proposed", by);
  }

  /**
   * Brings a set into force: on this node with its next question, and on the others with theirs.
   *
   * @param digest of what the person was shown
   * @throws ChangeRefused if it may not be, or not by them
   * @throws UnfitProposal if the set is not valid any more
   */
  public PolicySet approve(String id, String digest, By by) {
    PolicySet proposed = open(id, digest, by, State.PROPOSED);
    requireAnother(proposed, by);
    long base = latest();
    if (proposed.base() != base) {
      throw new ChangeRefused(Reason.STALE);
    }
    List<String> problems = problems(proposed.source());
    if (!problems.isEmpty()) {
      throw new UnfitProposal(problems);
    }
    PolicySet approved =
        decided(proposed, State.APPROVED, OptionalLong.of(Math.max(base, recorded) + 1), by);
    try {
      return move(proposed, approved, "approved", by);
    } catch (DuplicateKeyException e) {
      throw new ChangeRefused(Reason.STALE);
    }
  }

  /** Ends a proposal, by another person than who made it; a draft by anybody. */
  public PolicySet refuse(String id, String digest, By by) {
    PolicySet open = open(id, digest, by, State.PROPOSED, State.DRAFT);
    requireAnother(open, by);
    return move(open, decided(open, State.REFUSED, OptionalLong.empty(), by), "refused", by);
  }

  /** Ends a proposal, by who made it. */
  public PolicySet withdraw(String id, String digest, By by) {
    PolicySet open = open(id, digest, by, State.PROPOSED);
    if (!open.proposed().by().equals(by.id())) {
      throw new ChangeRefused(Reason.NOT_YOURS);
    }
    return move(open, decided(open, State.WITHDRAWN, OptionalLong.empty(), by), "withdrawn", by);
  }

  private PolicySet open(String id, String digest, By by, State... states) {
    requirePasskey(by);
    if (by.person().isEmpty()) {
      throw new ChangeRefused(Reason.PASSKEY);
    }
    PolicySet set = get(id).orElseThrow(() -> new ChangeRefused(Reason.UNKNOWN));
    if (!set.open()) {
      throw new ChangeRefused(Reason.OVER);
    }
    if (!List.of(states).contains(set.state())) {
      throw new ChangeRefused(Reason.NOT_OPEN);
    }
    if (!set.source().digest().equals(digest)) {
      throw new ChangeRefused(Reason.ALTERED);
    }
    return set;
  }

  private void requirePasskey(By by) {
    if (by.person().isPresent()
        && by.passkey()
            .filter(at -> Duration.between(at, clock.instant()).compareTo(FRESH) <= 0)
            .isEmpty()) {
      throw new ChangeRefused(Reason.PASSKEY);
    }
  }

  private static void requireAnother(PolicySet set, By by) {
    if (set.proposed().by().equals(by.id())) {
      throw new ChangeRefused(Reason.SAME_PERSON);
    }
  }

  private PolicySet decided(PolicySet set, State state, OptionalLong version, By by) {
    return new PolicySet(
        set.id(),
        version,
        set.base(),
        set.source().digest(),
        set.source(),
        state,
        set.why(),
        set.proposed(),
        Optional.of(new Act(by.id(), by.name(), now())));
  }

  private PolicySet move(PolicySet before, PolicySet after, String act, By by) {
    return database.transaction(
        jdbc -> {
          int changed =
              jdbc.sql(
                      "UPDATE policy_set SET version = ?, digest = ?, state = ?, proposed_by = ?,"
                          + " proposed_name = ?, proposed_at = ?, decided_by = ?, decided_name = ?,"
                          + " decided_at = ?, signature = ? WHERE id = ? AND state = ?"
                          + " AND policies = ?")
                  .params(
                      Stream.concat(
                              columns(after),
                              Stream.of(after.id(), before.state().word(), before.source().text()))
                          .toList())
                  .update();
          if (changed == 0) {
            throw new ChangeRefused(Reason.OVER);
          }
          record(act, after, by);
          return after;
        });
  }

  /** What changes in the life of a set, in the order of the statements. */
  private Stream<@Nullable Object> columns(PolicySet set) {
    return Stream.of(
        set.version().isPresent() ? set.version().getAsLong() : null,
        set.digest(),
        set.state().word(),
        set.proposed().by(),
        set.proposed().name(),
        set.proposed().at().toEpochMilli(),
        set.decided().map(Act::by).orElse(null),
        set.decided().map(Act::name).orElse(null),
        set.decided().map(one -> one.at().toEpochMilli()).orElse(null),
        set.state() == State.APPROVED ? signature(set) : null);
  }

  private void insert(JdbcClient jdbc, PolicySet set) {
    jdbc.sql(
            "INSERT INTO policy_set (id, base, policies, why, version, digest, state, proposed_by,"
                + " proposed_name, proposed_at, decided_by, decided_name, decided_at, signature)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .params(
            Stream.concat(
                    Stream.of(set.id(), set.base(), set.source().text(), set.why()), columns(set))
                .toList())
        .update();
  }

  private void record(String act, PolicySet set, By by) {
    audit.record(
        new Entry.PolicyTouched(
            act,
            set.id(),
            set.version().isPresent() ? Optional.of(set.version().getAsLong()) : Optional.empty(),
            set.digest(),
            HexFormat.of().formatHex(vault.keyedHash("policy-why", set.why())),
            by.id(),
            by.person(),
            clock.instant()));
  }

  /** Over everything that brings a set into force. */
  private byte[] signature(PolicySet set) {
    Act decided = set.decided().orElseThrow();
    UnaryOperator<String> part = text -> text.length() + ":" + text;
    return vault.keyedHash(
        "policy-set",
        List.of(
                set.id(),
                Long.toString(set.version().orElse(0)),
                Long.toString(set.base()),
                set.source().digest(),
                set.why(),
                set.proposed().by(),
                Long.toString(set.proposed().at().toEpochMilli()),
                decided.by(),
                Long.toString(decided.at().toEpochMilli()))
            .stream()
            .map(part)
            .collect(Collectors.joining()));
  }

  private static PolicySet set(ResultSet row) throws SQLException {
    long version = row.getLong("version");
    OptionalLong known = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(version);
    String decidedBy = row.getString("decided_by");
    return new PolicySet(
        row.getString("id"),
        known,
        row.getLong("base"),
        row.getString("digest"),
        source(row.getString("policies")),
        State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
        row.getString("why"),
        new Act(
            row.getString("proposed_by"),
            row.getString("proposed_name"),
            Instant.ofEpochMilli(row.getLong("proposed_at"))),
        decidedBy == null
            ? Optional.empty()
            : Optional.of(
                new Act(
                    decidedBy,
                    Objects.requireNonNullElse(row.getString("decided_name"), decidedBy),
                    Instant.ofEpochMilli(row.getLong("decided_at")))));
  }

  /** What is no text of a set is an empty one, which fits no digest. */
  private static PolicySource source(String text) {
    try {
      return PolicySource.parse(text);
    } catch (IllegalArgumentException e) {
      return new PolicySource("", java.util.Map.of());
    }
  }

  private String id() {
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    return "ps_" + HexFormat.of().formatHex(bits);
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
