package org.wardhealth.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Whom an auditor believes (C2SP tlog-policy): the keys of logs, the keys of witnesses, and how
 * many witnesses are enough.
 *
 * <p>Guarantee: what {@link #verify} returns was signed by every key that the policy lists for its
 * origin, carries no wrong signature by any key of the policy, and was cosigned by a quorum. Where
 * the specification would accept a log by one of several keys under one name, this demands them
 * all: otherwise a signature that was taken away would not be missed.
 */
public final class TrustPolicy {
  private static final int MAX_BYTES = 1 << 20;
  private static final String NONE = "none";

  /** A log that is believed. */
  private record Log(VerificationKey key) {}

  private record Witness(String name, VerificationKey key) {}

  private record Group(String name, int threshold, List<String> members) {}

  private final List<Log> logs;
  private final List<Witness> witnesses;
  private final List<Group> groups;
  private final String quorum;

  private TrustPolicy(List<Log> logs, List<Witness> witnesses, List<Group> groups, String quorum) {
    this.logs = List.copyOf(logs);
    this.witnesses = List.copyOf(witnesses);
    this.groups = List.copyOf(groups);
    this.quorum = quorum;
  }

  /**
   * Reads a policy file.
   *
   * @throws IllegalArgumentException whose message lists every problem, each with its line
   */
  public static TrustPolicy parse(byte[] file) {
    return new Parser().parse(file);
  }

  /** Believes these logs and asks for no witness. */
  public static TrustPolicy of(Collection<VerificationKey> logs) {
    return new TrustPolicy(logs.stream().map(Log::new).toList(), List.of(), List.of(), NONE);
  }

  /** Believes these logs if all of these witnesses cosign, each named by its key's name. */
  public static TrustPolicy of(
      Collection<VerificationKey> logs, Collection<VerificationKey> witnesses) {
    List<Witness> all = new ArrayList<>();
    for (VerificationKey key : witnesses) {
      all.add(new Witness(key.shortText(), key));
    }
    List<String> names = all.stream().map(Witness::name).toList();
    return new TrustPolicy(
        logs.stream().map(Log::new).toList(),
        all,
        names.isEmpty() ? List.of() : List.of(new Group("all", names.size(), names)),
        names.isEmpty() ? NONE : "all");
  }

  /** The same, and these logs too. */
  public TrustPolicy withLogs(Collection<VerificationKey> more) {
    Set<Log> all = new LinkedHashSet<>(logs);
    more.forEach(key -> all.add(new Log(key)));
    return new TrustPolicy(List.copyOf(all), witnesses, groups, quorum);
  }

  /** The keys of the logs. */
  public List<VerificationKey> logs() {
    return logs.stream().map(Log::key).toList();
  }

  /** The keys that the policy has for this origin; empty if it does not know the log. */
  public List<VerificationKey> logs(String origin) {
    return logs().stream().filter(key -> key.name().equals(origin)).toList();
  }

  /** The keys of the witnesses. */
  public List<VerificationKey> witnesses() {
    return witnesses.stream().map(Witness::key).toList();
  }

  /** Whether no cosignature is asked for. */
  public boolean asksNoWitness() {
    return quorum.equals(NONE);
  }

  /** The name of the witness or group that must cosign. */
  public String quorum() {
    return Parser.shown(quorum);
  }

  /**
   * The checkpoint in these bytes, if this policy accepts it.
   *
   * @throws VerificationFailure.BadSignature if it is malformed, of no log of the policy, not
   *     signed by each key of the log, or wrongly signed by any key of the policy
   * @throws VerificationFailure.NoQuorum if too few witnesses cosigned it
   */
  public CosignedCheckpoint verify(byte[] note) throws VerificationFailure {
    SignedNote parsed;
    String origin;
    try {
      parsed = SignedNote.parse(note);
      origin = TreeHead.parse(parsed.text()).origin();
    } catch (Malformed e) {
      throw new VerificationFailure.BadSignature("not a checkpoint: " + e.getMessage());
    }
    List<VerificationKey> keys = logs(origin);
    if (keys.isEmpty()) {
      throw new VerificationFailure.BadSignature(
          "the checkpoint is of a log that the policy does not know");
    }
    Checkpoint checkpoint = Checkpoint.verify(note, keys);
    Map<VerificationKey, Long> signed = parsed.verify(List.of(), witnesses());
    Set<String> cosigners = new LinkedHashSet<>();
    TreeMap<String, Instant> cosigned = new TreeMap<>();
    for (Witness witness : witnesses) {
      Long time = signed.get(witness.key());
      if (time != null) {
        if (time == 0) {
          throw new VerificationFailure.BadSignature(
              "the cosignature by " + witness.key().shortText() + " says no time");
        }
        cosigners.add(witness.name());
        cosigned.put(Parser.shown(witness.name()), Instant.ofEpochSecond(time));
      }
    }
    if (!accepts(cosigners::contains)) {
      throw new VerificationFailure.NoQuorum(
          "the quorum "
              + quorum()
              + " is not met: cosigned by "
              + (cosigned.isEmpty() ? "no known witness" : String.join(", ", cosigned.keySet())));
    }
    return new CosignedCheckpoint(checkpoint, cosigned);
  }

  /** Whether these keys are a quorum. */
  public boolean accepts(Collection<VerificationKey> cosigners) {
    Map<String, VerificationKey> keys = new LinkedHashMap<>();
    witnesses.forEach(witness -> keys.put(witness.name(), witness.key()));
    return accepts(name -> cosigners.contains(Objects.requireNonNull(keys.get(name))));
  }

  /** Groups refer only to what stands above them, so one pass in their order decides. */
  private boolean accepts(Predicate<String> cosigned) {
    if (quorum.equals(NONE)) {
      return true;
    }
    Map<String, Boolean> met = new LinkedHashMap<>();
    witnesses.forEach(witness -> met.put(witness.name(), cosigned.test(witness.name())));
    for (Group group : groups) {
      long count = group.members().stream().filter(name -> met.getOrDefault(name, false)).count();
      met.put(group.name(), count >= group.threshold());
    }
    return met.getOrDefault(quorum, false);
  }

  /** Reads line by line and remembers every problem. Names are octets, kept as Latin-1. */
  private static final class Parser {
    private final List<String> problems = new ArrayList<>();
    private final List<Log> logs = new ArrayList<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> inGroups = new LinkedHashSet<>();
    private final List<String> quorums = new ArrayList<>();
    private int line;

    TrustPolicy parse(byte[] file) {
      if (file.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "the policy has " + file.length + " bytes, limit " + MAX_BYTES);
      }
      String text = new String(file, StandardCharsets.ISO_8859_1);
      if (!text.isEmpty() && !text.endsWith("\n")) {
        problems.add("the last line does not end with a newline: the file may be cut off");
      }
      for (String each : text.split("\n", -1)) {
        line++;
        if (each.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f)) {
          problem("holds a control character other than tab");
          continue;
        }
        String content = each.replaceAll("^[ \t]+|[ \t]+$", "");
        if (!content.isEmpty() && content.charAt(0) != '#') {
          item(Arrays.asList(content.split("[ \t]+")));
        }
      }
      if (quorums.isEmpty()) {
        problems.add("there is no quorum line; write `quorum none` if no witness is asked for");
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            "the policy is not usable:\n  - " + String.join("\n  - ", problems));
      }
      return new TrustPolicy(logs, witnesses, groups, quorums.getFirst());
    }

    private void item(List<String> words) {
      switch (words.getFirst()) {
        case "log" -> log(words);
        case "witness" -> witness(words);
        case "group" -> group(words);
        case "quorum" -> quorum(words);
        default -> problem("begins with none of log, witness, group, quorum");
      }
    }

    private void log(List<String> words) {
      if (words.size() < 2 || words.size() > 3) {
        problem("is not `log VKEY [URL]`");
        return;
      }
      try {
        VerificationKey key = key(words.get(1));
        if (!key.type().forLogs()) {
          problem("has the key of a witness; a log signs with type 0x01 or 0x06");
        } else if (logs.stream().anyMatch(other -> other.key().sameKey(key))) {
          problem("repeats the key of another log");
        } else {
          logs.add(new Log(key));
        }
      } catch (IllegalArgumentException e) {
        problem(String.valueOf(e.getMessage()));
      }
    }

    private void witness(List<String> words) {
      if (words.size() < 3 || words.size() > 4) {
        problem("is not `witness NAME VKEY [URL]`");
        return;
      }
      String name = words.get(1);
      define(name);
      try {
        VerificationKey key = key(words.get(2));
        if (!key.type().forWitnesses()) {
          problem("has the key of a log; a witness cosigns with type 0x04 or 0x06");
        } else if (witnesses.stream().anyMatch(other -> other.key().sameKey(key))) {
          problem("repeats the key of another witness");
        } else {
          witnesses.add(new Witness(name, key));
        }
      } catch (IllegalArgumentException e) {
        problem(String.valueOf(e.getMessage()));
      }
    }

    private void group(List<String> words) {
      if (words.size() < 4) {
        problem("is not `group NAME all|any|NUMBER MEMBER...`");
        return;
      }
      List<String> members = words.subList(3, words.size());
      for (String member : members) {
        if (!names.contains(member)) {
          problem("names " + shown(member) + ", which is not defined above");
        } else if (!inGroups.add(member)) {
          problem("names " + shown(member) + ", which is a member already");
        }
      }
      define(words.get(1));
      int threshold =
          switch (words.get(2)) {
            case "all" -> members.size();
            case "any" -> 1;
            default -> words.get(2).matches("[1-9][0-9]{0,8}") ? Integer.parseInt(words.get(2)) : 0;
          };
      if (threshold < 1 || threshold > members.size()) {
        problem("asks for " + shown(words.get(2)) + " of " + members.size() + " members");
      }
      groups.add(new Group(words.get(1), threshold, List.copyOf(members)));
    }

    private void quorum(List<String> words) {
      if (words.size() != 2) {
        problem("is not `quorum NAME`");
        return;
      }
      if (!words.get(1).equals(NONE) && !names.contains(words.get(1))) {
        problem("names " + shown(words.get(1)) + ", which is not defined above");
      }
      if (!quorums.isEmpty()) {
        problem("is a second quorum line");
      }
      quorums.add(words.get(1));
    }

    private void define(String name) {
      if (name.equals(NONE)) {
        problem("defines `none`, which always stands for no witness");
      } else if (!names.add(name)) {
        problem("defines " + shown(name) + " again");
      }
    }

    private static VerificationKey key(String octets) {
      return VerificationKey.parse(shown(octets));
    }

    /** Latin-1 was only the carrier: people are shown what the octets mean. */
    private static String shown(String octets) {
      return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private void problem(String what) {
      problems.add("line " + line + " " + what);
    }
  }
}
