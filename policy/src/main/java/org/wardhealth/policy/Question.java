package org.wardhealth.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * May this principal do this to that, as things are? It mirrors the schema of the policies: every
 * fact that a policy may look at is here, and nothing else is.
 *
 * <p>Two equal questions have equal answers under the same set.
 */
public record Question(Principal principal, Action action, Resource resource, Context context) {
  /** The purposes that the shipped set knows: codes of HL7 v3 ActReason. */
  public static final Set<String> PURPOSES =
      Set.of(
          "TREAT",
          "ETREAT",
          "BTG",
          "CAREMGT",
          "PATRQT",
          "HPAYMT",
          "HOPERAT",
          "HQUALIMP",
          "HRESCH",
          "PUBHLTH");

  /**
   * @throws IllegalArgumentException if the action does not fit its resource or its context
   */
  public Question {
    boolean fits =
        switch (action) {
          case INFER, EXPLAIN -> resource instanceof Model && context instanceof Use;
          case TRAIN, EXPORT_DATASET -> resource instanceof Model && context instanceof Build;
          case APPROVE_MODEL, SUSPEND_MODEL ->
              resource instanceof Model && context instanceof Change;
          case EDIT_POLICY, READ_AUDIT -> resource instanceof House && context instanceof Change;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "The action '" + action.word() + "' is not asked about this resource in this context.");
    }
  }

  /** What is to be done. */
  public enum Action {
    INFER("infer"),
    EXPLAIN("explain"),
    TRAIN("train"),
    EXPORT_DATASET("exportDataset"),
    APPROVE_MODEL("approveModel"),
    SUSPEND_MODEL("suspendModel"),
    EDIT_POLICY("editPolicy"),
    READ_AUDIT("readAudit");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    /** As policies name it. */
    public String word() {
      return word;
    }
  }

  /** Who asks. */
  public sealed interface Principal {
    String id();

    Set<String> roles();
  }

  /** A person. */
  public record User(
      String id, Set<String> roles, boolean active, String org, boolean trainingValid)
      implements Principal {
    public User {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * An application.
   *
   * @param purposes what its registration names
   * @param models what its registration names; {@code *} is every model
   */
  public record Client(
      String id,
      Set<String> roles,
      boolean active,
      String org,
      Set<String> purposes,
      Set<String> models)
      implements Principal {
    public Client {
      roles = Set.copyOf(roles);
      purposes = Set.copyOf(purposes);
      models = Set.copyOf(models);
    }
  }

  /** What it is done to. */
  public sealed interface Resource {
    String name();
  }

  /**
   * A model, by its card.
   *
   * @param agreement whether a contract on the patients' data is in force
   * @param purposes codes of HL7 v3 ActReason that the card allows
   * @param clearance sensitivity labels that it may receive
   * @param researchTerms GA4GH DUO codes that its project satisfies
   */
  public record Model(
      String name,
      State state,
      Location location,
      boolean agreement,
      Risk risk,
      Set<String> purposes,
      Set<String> clearance,
      Set<String> researchTerms)
      implements Resource {
    public Model {
      purposes = Set.copyOf(purposes);
      clearance = Set.copyOf(clearance);
      researchTerms = Set.copyOf(researchTerms);
    }
  }

  /** This Ward: its policies and its record. */
  public record House(String name) implements Resource {}

  /** Where a model is in its life. */
  public enum State {
    DRAFT,
    ASSESSED,
    APPROVED,
    SUSPENDED,
    RETIRED;

    /** As policies and cards name it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where a model runs: here, at a processor of the hospital, or at somebody else. */
  public enum Location {
    LOCAL,
    PROCESSOR,
    EXTERNAL;

    /** As policies and cards name it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How much a model can do harm. */
  public enum Risk {
    LOW,
    MODERATE,
    HIGH;

    /** As policies and cards name it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How the caller proved who it is.
   *
   * @param aal NIST SP 800-63B: 1, 2 or 3
   * @param ageSeconds since the newest factor
   * @param senderConstrained whether the credential is bound to a certificate or a DPoP key
   */
  public record Auth(
      int aal,
      boolean phishingResistant,
      long ageSeconds,
      boolean senderConstrained,
      boolean managedDevice) {}

  /**
   * A broken glass.
   *
   * @param reason a code from the list in the policies
   * @param textLength how many characters the caller wrote to explain it
   */
  public record BreakGlass(String reason, int textLength, int patients, long expiresInSeconds) {}

  /** The facts around an action. */
  public sealed interface Context {
    Auth auth();
  }

  /**
   * Around {@code infer} and {@code explain}.
   *
   * @param purpose code of HL7 v3 ActReason
   * @param withoutConsent what the jurisdiction says for this purpose where no consent speaks
   * @param careRelation whether caller and patient are known to have to do with each other
   * @param labels sensitivity labels on the data
   * @param confidentiality U=0 L=1 M=2 N=3 R=4 V=5
   */
  public record Use(
      String purpose,
      Auth auth,
      ConsentState consent,
      WithoutConsent withoutConsent,
      boolean careRelation,
      boolean vip,
      boolean ownRecord,
      Set<String> labels,
      int confidentiality,
      boolean deidentified,
      Optional<BreakGlass> breakGlass)
      implements Context {
    public Use {
      labels = Set.copyOf(labels);
    }
  }

  /** What holds where no consent speaks: opt-out or opt-in. */
  public enum WithoutConsent {
    PERMIT,
    DENY;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Around {@code train} and {@code exportDataset}. */
  public record Build(
      String purpose,
      Auth auth,
      boolean deidentified,
      long smallestGroup,
      long patientsRefused,
      boolean ethicsApproval)
      implements Context {}

  /** Around changes of models and policies, and the reading of the record. */
  public record Change(Auth auth, boolean sameAsAuthor) implements Context {}
}
