package org.wardhealth.server.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.wardhealth.ledger.Succession;

/**
 * What the ledger says: one JSON object an entry, its {@code type} first.
 *
 * <p>No entry holds what was said, a patient's name, or an identifier of the hospital's: patients
 * and encounters appear by pseudonym, contents by commitment, findings by their count.
 */
@JsonPropertyOrder({"type", "v"})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public sealed interface Entry {
  /** The name of this kind of entry. */
  @JsonProperty("type")
  String type();

  /** The version of the entry's form. */
  @JsonProperty("v")
  default int version() {
    return 1;
  }

  /** When Ward says it happened. */
  Instant at();

  /**
   * Who asked, by what factors, and how sure that is (NIST SP 800-63B).
   *
   * @param client the id of the application, or of the person where one did it on a page
   * @param application its name; {@code console} for a page
   * @param person the name of the person, where one did it on a page
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Who(
      String client, String application, List<String> factors, int aal, Optional<String> person) {
    /** An application. */
    public Who(String client, String application, List<String> factors, int aal) {
      this(client, application, factors, aal, Optional.empty());
    }
  }

  /** A person who did it on a page: their name, by what factors, and how sure that is. */
  record Person(String name, List<String> factors, int aal) {}

  /** Why it was permitted or denied, and what was decided about the model and the data. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Basis(
      Optional<String> purpose,
      Optional<String> patient,
      Optional<String> encounter,
      Optional<String> model,
      Optional<String> modelDigest,
      Optional<String> provider,
      String decision,
      List<String> rules) {}

  /** An exchange that may go to its model. Durable before the model is called. */
  record Admit(
      Instant at,
      String exchange,
      String door,
      boolean stream,
      Who who,
      Basis basis,
      Map<String, Integer> found,
      Map<String, Integer> layers,
      List<String> verdicts,
      String content,
      Map<String, Long> micros)
      implements Entry {
    @Override
    public String type() {
      return "exchange.admit";
    }
  }

  /** How an admitted exchange ended. Durable before the end of the answer is released. */
  record Result(
      Instant at,
      String exchange,
      long admitted,
      String outcome,
      Optional<String> code,
      Map<String, Integer> restored,
      List<String> verdicts,
      Optional<String> content,
      Map<String, Long> tokens,
      Map<String, Long> micros)
      implements Entry {
    @Override
    public String type() {
      return "exchange.result";
    }
  }

  /** An exchange that was refused before it was admitted. */
  record Refuse(
      Instant at,
      String exchange,
      String door,
      Optional<Who> who,
      Optional<Basis> basis,
      String code,
      long unrecordedBefore)
      implements Entry {
    @Override
    public String type() {
      return "exchange.refuse";
    }
  }

  /**
   * Data were de-identified for an application. Durable before they are released.
   *
   * @param dataSet the name under which they can be joined with others; none if they cannot
   * @param documents how many texts or resources
   * @param found what was taken out, by type
   */
  record Deidentified(
      Instant at,
      String exchange,
      String door,
      Who who,
      Basis basis,
      String profile,
      Optional<String> dataSet,
      int documents,
      Map<String, Integer> found,
      Map<String, Long> micros)
      implements Entry {
    @Override
    public String type() {
      return "exchange.deidentified";
    }
  }

  /**
   * It was asked what somebody may do, and answered. Durable before the answer leaves.
   *
   * @param who the application that asked
   * @param about {@code application} or {@code user}, or {@code other} where it is neither
   * @param subject the id of a registered application, or a keyed hash of a person's id
   * @param action if it is one that is asked here
   * @param code why it was denied
   */
  record Evaluated(
      Instant at,
      String exchange,
      String door,
      Who who,
      String about,
      Optional<String> subject,
      Optional<String> action,
      Basis basis,
      Optional<String> code)
      implements Entry {
    @Override
    public String type() {
      return "access.evaluated";
    }
  }

  /**
   * An application was registered, and got a key unless it has an issuer.
   *
   * @param certificate {@code x5t#S256} of the one that the key is bound to
   * @param oauth {@code ISSUER#CLIENT_ID}, where it proves itself with an issuer's tokens, and has
   *     no key
   * @param by a person's id, {@code operator}, or {@code ward} on the first start
   * @param person who it was, where it was a person
   */
  record ClientAdded(
      String client,
      String name,
      SortedSet<String> purposes,
      SortedSet<String> models,
      SortedSet<String> rights,
      Optional<String> certificate,
      Optional<String> oauth,
      String by,
      Optional<Person> person,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "client.added";
    }
  }

  /**
   * An application's key was revoked.
   *
   * @param by a person's id, or {@code operator}
   * @param person who it was, where it was a person
   */
  record ClientRevoked(String client, String name, String by, Optional<Person> person, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "client.revoked";
    }
  }

  /**
   * A model may not be asked any more, or may again. Durable before it holds.
   *
   * @param reason a code of the list in docs/ledger-entries.md; none when it may be asked again
   * @param reference of the file in which more is said
   * @param by a person's id, or {@code operator}
   * @param person who it was, where it was a person
   */
  record ModelSwitched(
      String model,
      boolean suspended,
      Optional<String> reason,
      Optional<String> reference,
      String by,
      Optional<Person> person,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return suspended ? "model.suspended" : "model.resumed";
    }
  }

  /** What Ward knows of a patient was written, read or deleted. */
  record PatientTouched(String act, String patient, Who who, Instant at) implements Entry {
    @Override
    public String type() {
      return "patient." + act;
    }
  }

  /**
   * A patient's consent was recorded or changed, or withdrawn. Durable before it is.
   *
   * @param consent the id that Ward gave it
   * @param digest keyed hash of it
   */
  record ConsentTouched(
      String act, String patient, String consent, int revision, String digest, Who who, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "consent." + act;
    }
  }

  /**
   * Somebody asked how many patients permit that their data are used so, or who they are. Durable
   * before they see it.
   *
   * @param by an application's or a person's id, or {@code operator}
   * @param terms of GA4GH DUO that each consent had to cover
   * @param members whether the patients were named
   * @param found how many they are
   */
  record CohortAsked(
      String by, String purpose, SortedSet<String> terms, boolean members, int found, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "consent.cohort";
    }
  }

  /**
   * A person asked for the erasure of a patient; a second one is to approve it.
   *
   * @param erasure its id
   * @param by an application's id, or {@code operator}
   */
  record ErasureRequested(
      String erasure,
      String patient,
      String ground,
      Optional<String> reference,
      String by,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "erasure.requested";
    }
  }

  /** A patient was not erased, because a duty to keep the data stands until a time. */
  record ErasureRefused(
      String erasure,
      String patient,
      String ground,
      Optional<String> reference,
      String by,
      String duty,
      Instant until,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "erasure.refused";
    }
  }

  /** The keys and the data of a patient are destroyed. Durable before they are. */
  record PatientErased(
      String erasure,
      String patient,
      String ground,
      Optional<String> reference,
      String by,
      Optional<String> approvedBy,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "patient.erased";
    }
  }

  /**
   * It was told whom a pseudonym stands for. Durable before it is.
   *
   * @param reason a code of the list in docs/ledger-entries.md
   */
  record PatientReidentified(
      String patient, String reason, Optional<String> reference, Who who, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "patient.reidentified";
    }
  }

  /**
   * A person was shown what was said in an exchange. Durable before they see any of it.
   *
   * @param part {@code sent}: what the model was sent, without what its surrogates stand for
   * @param patient the pseudonym of whom it is about
   * @param reason a code of the list in docs/ledger-entries.md
   * @param reference of the file in which more is said
   */
  record ContentRead(
      String exchange,
      String part,
      String patient,
      String reason,
      Optional<String> reference,
      Who who,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "content.read";
    }
  }

  /**
   * A new epoch of keys begins.
   *
   * @param ended the epoch that ends
   */
  record KeyRotated(String ended, Instant at) implements Entry {
    @Override
    public String type() {
      return "key.rotated";
    }
  }

  /** What older epochs seal is sealed anew in this one. */
  record KeysRewrapped(String epoch, Instant at) implements Entry {
    @Override
    public String type() {
      return "key.rewrapped";
    }
  }

  /** The key of an epoch is destroyed: what only it sealed is gone, in backups too. */
  record KeyDestroyed(String epoch, Instant at) implements Entry {
    @Override
    public String type() {
      return "key.destroyed";
    }
  }

  /** The keys of all epochs are sealed by another provider. */
  record KeysMoved(String from, String to, Instant at) implements Entry {
    @Override
    public String type() {
      return "key.moved";
    }
  }

  /**
   * A person may sign in once enrolled.
   *
   * @param by a person's id, {@code operator}, {@code ward} on the first start, or {@code
   *     provider:NAME}
   */
  record PersonAdded(String person, String name, SortedSet<String> roles, String by, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "person.added";
    }
  }

  /**
   * A link was made by which a person enrols a first factor.
   *
   * @param reset whether all factors were removed
   * @param proofed how it was made sure that it is they, where factors were removed
   */
  record PersonLinked(
      String person, boolean reset, Optional<String> proofed, Instant until, String by, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "person.linked";
    }
  }

  /** A link was used: its person has factors now. */
  record PersonEnrolled(String person, List<String> factors, Instant at) implements Entry {
    @Override
    public String type() {
      return "person.enrolled";
    }
  }

  /** A person may not sign in any more, or may again. */
  record PersonSwitched(String person, boolean active, String by, Instant at) implements Entry {
    @Override
    public String type() {
      return active ? "person.enabled" : "person.disabled";
    }
  }

  /**
   * What a person's roles are from now on.
   *
   * @param until when each ends, unless somebody looks at it again
   */
  record GrantChanged(String person, Map<String, Instant> until, String by, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "grant.changed";
    }
  }

  /** A person got a factor. */
  record FactorAdded(String person, String factor, String kind, Instant at) implements Entry {
    @Override
    public String type() {
      return "factor.added";
    }
  }

  /** A factor proves nothing any more. */
  record FactorRemoved(String person, String factor, String kind, String by, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "factor.removed";
    }
  }

  /** A person signed in. */
  record SessionBegan(String session, String person, List<String> factors, int aal, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "session.began";
    }
  }

  /** A person proved another factor, or one anew, in the session. */
  record SessionSteppedUp(String session, String person, String factor, int aal, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "session.stepup";
    }
  }

  /**
   * Somebody could not sign in.
   *
   * @param person if there is one by the name that was given
   */
  record SessionFailed(
      Optional<String> person, String factor, String reason, long unrecordedBefore, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "session.failed";
    }
  }

  /** A session ended: {@code signed-out}, {@code revoked}, {@code idle} or {@code old}. */
  record SessionEnded(String session, String person, String reason, String by, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "session.ended";
    }
  }

  /**
   * A clinician broke the glass for one patient. Durable before it holds.
   *
   * @param person who it was
   * @param session in which they did
   * @param reason one of a list
   * @param why keyed hash of their words, which can hold anything
   * @param until when it is whole again, at the latest
   * @param due by when somebody else must have looked at it
   */
  record GlassBroken(
      String glass,
      String by,
      Person person,
      String session,
      String patient,
      String reason,
      String why,
      Instant until,
      Instant due,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "glass.broken";
    }
  }

  /**
   * A broken glass is whole again before its time was over. Durable before it is so.
   *
   * @param reason {@code ended} by who broke it, {@code signed-out}, {@code revoked} with their
   *     sessions, or {@code not-justified} by a review
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record GlassEnded(
      String glass, String patient, String reason, String by, Optional<Person> person, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "glass.ended";
    }
  }

  /**
   * Somebody else looked at a broken glass.
   *
   * @param verdict {@code justified} or {@code not-justified}
   * @param reference the number of the file in which more is said
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record GlassReviewed(
      String glass,
      String patient,
      String verdict,
      Optional<String> reference,
      String by,
      Optional<Person> person,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "glass.reviewed";
    }
  }

  /**
   * A backup was taken and read back whole, as {@code ward backup} on Ward's machine says. It holds
   * the entries before this one, up to a size.
   *
   * @param origin of the ledger in it
   * @param entries of that ledger
   * @param root of it at that size
   * @param database whether the state is in it; if not, it lies with a database of its own
   * @param taken when it was begun
   */
  record BackupTaken(
      String origin, long entries, String root, boolean database, Instant taken, Instant at)
      implements Entry {
    static final String TYPE = "backup.taken";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * State was restored from a backup. The first entry of the ledger that begins then.
   *
   * @param origin of the ledger that ended
   * @param entries of it in the backup
   * @param root of it at that size
   * @param checkpoint its signed tree head at that size
   * @param lost entries that somebody outside has seen, and the backup lacks
   */
  record Restored(
      String origin, long entries, String root, String checkpoint, long lost, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "ward.restored";
    }
  }

  /**
   * Somebody searched what the ledgers say. Durable before they see what was found.
   *
   * @param by a person's id, an application's id, or {@code operator}
   * @param person who it was, where it was a person
   * @param filters the names of what was asked for, not the values: those can be anybody's words
   * @param patient whose entries were asked for, where that is one patient's
   * @param found how many entries are shown
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record AuditSearched(
      String by,
      Optional<Person> person,
      SortedSet<String> filters,
      Optional<String> patient,
      int found,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "audit.searched";
    }
  }

  /**
   * A person or an application took entries out of Ward, as a file. Durable before the file's first
   * byte.
   *
   * @param by their id
   * @param person who it was, where it was a person
   * @param format of the file
   * @param filters as in {@link AuditSearched}; {@code from}, {@code to} and {@code index} say that
   *     entries were asked for by their place
   * @param found how many entries are in the file
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record AuditExported(
      String by,
      Optional<Person> person,
      String format,
      SortedSet<String> filters,
      Optional<String> patient,
      int found,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "audit.exported";
    }
  }

  /**
   * A set of policies was drafted, proposed, approved, refused or withdrawn. Durable before it is.
   *
   * @param set its id
   * @param revision which version of the policies it is from now on, if it was approved
   * @param digest SHA-256 of the set
   * @param why keyed hash of the reason, which can be anybody's words
   * @param by a person's id, {@code operator}, or {@code ward} for what Ward came with
   * @param person who it was, where it was a person
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record PolicyTouched(
      String act,
      String set,
      Optional<Long> revision,
      String digest,
      String why,
      String by,
      Optional<Person> person,
      Instant at)
      implements Entry {
    @Override
    public String type() {
      return "policy." + act;
    }
  }

  /**
   * The last entry of a log: what follows is in another one.
   *
   * @param successor the origin of the next log
   * @param keys the keys that will sign it, as C2SP vkeys
   * @param by {@code ward} when a year is over, else {@code operator}
   */
  record LedgerEnded(String successor, List<String> keys, String by, Instant at) implements Entry {
    static final String TYPE = "ledger.ended";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * The first entry of a log that goes on where another one ended.
   *
   * @param origin of the log before
   * @param size how many entries that log has
   * @param root the root over them
   * @param number of this entry among all that this node wrote: as many as the logs before have
   */
  record LedgerBegan(String origin, long size, String root, long number, Instant at)
      implements Entry {
    @Override
    public String type() {
      return Succession.BEGAN;
    }
  }

  /**
   * The oldest entries of logs that have ended were given up, after the time for which they are
   * kept. Durable, and under a checkpoint, before any of them goes.
   *
   * @param logs every log that has given up entries by then, those of earlier times too
   * @param ended where each log ended that had by then: the first entries that say so may be gone
   * @param before no entry of this time or later went
   * @param by {@code operator}
   */
  record LedgerPruned(List<Gone> logs, List<End> ended, Instant before, String by, Instant at)
      implements Entry {
    /**
     * What a log gave up.
     *
     * @param origin its name
     * @param minimum the first index that it keeps
     * @param root the root over the entries before
     */
    public record Gone(String origin, long minimum, String root) {}

    /**
     * Where a log ended.
     *
     * @param origin its name
     * @param size how many entries it has had
     * @param root the root over them
     */
    public record End(String origin, long size, String root) {}

    @Override
    public String type() {
      return Succession.PRUNED;
    }
  }

  /** Ward started, with what it was told to relax, if anything. */
  record Started(String ward, String java, String database, List<String> relaxed, Instant at)
      implements Entry {
    @Override
    public String type() {
      return "ward.started";
    }
  }

  /** Ward stopped on purpose. */
  record Stopped(Instant at) implements Entry {
    @Override
    public String type() {
      return "ward.stopped";
    }
  }
}
