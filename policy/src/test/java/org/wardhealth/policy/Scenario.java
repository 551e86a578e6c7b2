package org.wardhealth.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.wardhealth.policy.ConsentState.Word;
import org.wardhealth.policy.Decision.Outcome;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.Auth;
import org.wardhealth.policy.Question.BreakGlass;
import org.wardhealth.policy.Question.Build;
import org.wardhealth.policy.Question.Change;
import org.wardhealth.policy.Question.Client;
import org.wardhealth.policy.Question.Context;
import org.wardhealth.policy.Question.House;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Model;
import org.wardhealth.policy.Question.Principal;
import org.wardhealth.policy.Question.Resource;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.policy.Question.Use;
import org.wardhealth.policy.Question.User;
import org.wardhealth.policy.Question.WithoutConsent;

/**
 * A case with a name: a question, how it must come out, and which policies must decide.
 *
 * @param ids exactly the policies that decide
 */
record Scenario(String name, Question question, Outcome outcome, List<String> ids) {
  static final Set<String> EVERY =
      Set.of("TREAT", "ETREAT", "HPAYMT", "HOPERAT", "HQUALIMP", "HRESCH");

  @Override
  public String toString() {
    return name;
  }

  /** How a person or an application proved itself, by default: a fresh passkey. */
  static Auth auth(int aal, boolean passkey, long age) {
    return new Auth(aal, passkey, age, false, false);
  }

  static final Auth PASSKEY = auth(2, true, 60);
  static final Auth BOUND = new Auth(2, true, 0, true, false);
  static final Auth MANAGED = new Auth(2, true, 60, false, true);
  static final BreakGlass GLASS = new BreakGlass("emergency", 12, 1, 900);

  static User user(String role) {
    return new User("u1", Set.of(role), true, "ward", true);
  }

  static Client client(String... purposes) {
    return new Client("c1", Set.of(), true, "ward", Set.of(purposes), Set.of("summary"));
  }

  static Model model() {
    return new Model(
        "summary",
        State.APPROVED,
        Location.LOCAL,
        false,
        Risk.LOW,
        EVERY,
        Set.of("HIV"),
        Set.of("DUO:0000042"));
  }

  static Model model(State state) {
    Model m = model();
    return new Model(
        m.name(),
        state,
        m.location(),
        m.agreement(),
        m.risk(),
        m.purposes(),
        m.clearance(),
        m.researchTerms());
  }

  static Model model(Location location, boolean agreement) {
    Model m = model();
    return new Model(
        m.name(),
        m.state(),
        location,
        agreement,
        m.risk(),
        m.purposes(),
        m.clearance(),
        m.researchTerms());
  }

  static Model model(String... purposes) {
    Model m = model();
    return new Model(
        m.name(),
        m.state(),
        m.location(),
        m.agreement(),
        m.risk(),
        Set.of(purposes),
        m.clearance(),
        m.researchTerms());
  }

  static ConsentState consent(Word purpose, Word ai, Word external, String... withheld) {
    return new ConsentState(purpose, ai, external, Set.of(withheld), Set.of("DUO:0000042"), 7);
  }

  /** The facts of a use, changed one by one. */
  static final class Facts {
    private String purpose = "TREAT";
    private Auth auth = PASSKEY;
    private ConsentState consent = ConsentState.NONE;
    private WithoutConsent without = WithoutConsent.PERMIT;
    private boolean care = true;
    private boolean vip;
    private boolean own;
    private Set<String> labels = Set.of();
    private int confidentiality = 3;
    private boolean deidentified;
    private Optional<BreakGlass> glass = Optional.empty();

    Facts purpose(String value) {
      purpose = value;
      return this;
    }

    Facts auth(Auth value) {
      auth = value;
      return this;
    }

    Facts consent(ConsentState value) {
      consent = value;
      return this;
    }

    Facts optIn() {
      without = WithoutConsent.DENY;
      return this;
    }

    Facts stranger() {
      care = false;
      return this;
    }

    Facts vip() {
      vip = true;
      return this;
    }

    Facts own() {
      own = true;
      return this;
    }

    Facts labels(String... value) {
      labels = Set.of(value);
      return this;
    }

    Facts confidentiality(int value) {
      confidentiality = value;
      return this;
    }

    Facts deidentified() {
      deidentified = true;
      return this;
    }

    Facts glass(BreakGlass value) {
      glass = Optional.of(value);
      purpose = "ETREAT";
      care = false;
      return this;
    }

    Use use() {
      return new Use(
          purpose,
          auth,
          consent,
          without,
          care,
          vip,
          own,
          labels,
          confidentiality,
          deidentified,
          glass);
    }
  }

  static Use use(UnaryOperator<Facts> change) {
    return change.apply(new Facts()).use();
  }

  /** Every case. */
  static List<Scenario> all() {
    return new Table().rows();
  }

  private static final class Table {
    private final List<Scenario> rows = new ArrayList<>();

    private void permit(
        String name, Principal who, Action action, Resource what, Context context, String... ids) {
      rows.add(
          new Scenario(
              name, new Question(who, action, what, context), Outcome.PERMIT, List.of(ids)));
    }

    private void deny(
        String name, Principal who, Action action, Resource what, Context context, String... ids) {
      rows.add(
          new Scenario(name, new Question(who, action, what, context), Outcome.DENY, List.of(ids)));
    }

    List<Scenario> rows() {
      applications();
      people();
      organisation();
      glass();
      patients();
      models();
      building();
      governing();
      return rows;
    }

    private void applications() {
      var app = client("TREAT");
      permit(
          "an application asks what its registration names",
          app,
          Action.INFER,
          model(),
          use(f -> f.stranger().auth(auth(1, false, 0))),
          "application");
      permit(
          "an application asks why",
          app,
          Action.EXPLAIN,
          model(),
          use(f -> f.stranger()),
          "application");
      permit(
          "a registration names every model",
          new Client("c", Set.of(), true, "o", Set.of("TREAT"), Set.of("*")),
          Action.INFER,
          model(),
          use(f -> f),
          "application");
      deny(
          "a registration names another purpose",
          client("HPAYMT"),
          Action.INFER,
          model(),
          use(f -> f));
      deny(
          "a registration names another model",
          new Client("c", Set.of(), true, "o", Set.of("TREAT"), Set.of("other")),
          Action.INFER,
          model(),
          use(f -> f));
      deny(
          "an application that is switched off",
          new Client("c", Set.of(), false, "o", Set.of("TREAT"), Set.of("*")),
          Action.INFER,
          model(),
          use(f -> f),
          "inactive");
      var ehr = new Client("ehr", Set.of("ehr-backend"), true, "o", Set.of(), Set.of());
      permit(
          "the record's own system, bound to a key",
          ehr,
          Action.INFER,
          model(),
          use(f -> f.auth(BOUND)),
          "ehr-backend");
      deny(
          "the record's own system with a key that anybody could carry",
          ehr,
          Action.INFER,
          model(),
          use(f -> f));
      deny(
          "the record's own system about a stranger",
          ehr,
          Action.INFER,
          model(),
          use(f -> f.auth(BOUND).stranger()));
      deny(
          "the record's own system for payment",
          ehr,
          Action.INFER,
          model(),
          use(f -> f.auth(BOUND).purpose("HPAYMT")));
      deny(
          "an application registered for marketing",
          client("HMARKT"),
          Action.INFER,
          model("HMARKT"),
          use(f -> f.purpose("HMARKT")),
          "known-purpose");
      deny(
          "a purpose in lower case is none",
          client("treat"),
          Action.INFER,
          model("treat"),
          use(f -> f.purpose("treat")),
          "known-purpose");
    }

    private void people() {
      permit(
          "a clinician treats", user("clinician"), Action.INFER, model(), use(f -> f), "care-team");
      permit(
          "a clinician asks why",
          user("clinician"),
          Action.EXPLAIN,
          model(),
          use(f -> f),
          "care-team");
      deny(
          "a clinician without a care relation",
          user("clinician"),
          Action.INFER,
          model(),
          use(f -> f.stranger()));
      deny(
          "a clinician who asks for research",
          user("clinician"),
          Action.INFER,
          model(),
          use(f -> f.purpose("HRESCH")));
      deny(
          "somebody without a role",
          new User("u", Set.of(), true, "o", true),
          Action.INFER,
          model(),
          use(f -> f));
      permit(
          "billing",
          user("billing"),
          Action.INFER,
          model(),
          use(f -> f.purpose("HPAYMT")),
          "billing");
      deny(
          "billing about an account that it does not keep",
          user("billing"),
          Action.INFER,
          model(),
          use(f -> f.purpose("HPAYMT").stranger()));
      deny("billing asks for treatment", user("billing"), Action.INFER, model(), use(f -> f));
      permit(
          "the quality office",
          user("quality"),
          Action.INFER,
          model(),
          use(f -> f.purpose("HQUALIMP").stranger()),
          "quality");
      deny(
          "the quality office asks for payment",
          user("quality"),
          Action.INFER,
          model(),
          use(f -> f.purpose("HPAYMT")));
      var agreed = consent(Word.PERMIT, Word.NONE, Word.NONE);
      permit(
          "a researcher with de-identified data and agreement",
          user("researcher"),
          Action.INFER,
          model(),
          use(f -> f.purpose("HRESCH").deidentified().consent(agreed)),
          "researcher");
      deny(
          "a researcher with data that identify",
          user("researcher"),
          Action.INFER,
          model(),
          use(f -> f.purpose("HRESCH").consent(agreed)));
      deny(
          "a researcher without agreement",
          user("researcher"),
          Action.INFER,
          model(),
          use(f -> f.purpose("HRESCH").deidentified()));
      deny(
          "a researcher whose terms are others",
          user("researcher"),
          Action.INFER,
          model(),
          use(
              f ->
                  f.purpose("HRESCH")
                      .deidentified()
                      .consent(
                          new ConsentState(
                              Word.PERMIT,
                              Word.NONE,
                              Word.NONE,
                              Set.of(),
                              Set.of("DUO:0000007"),
                              1))));
    }

    private void organisation() {
      var doctor = user("clinician");
      deny(
          "an account that is switched off",
          new User("u", Set.of("clinician"), false, "o", true),
          Action.INFER,
          model(),
          use(f -> f),
          "inactive");
      deny(
          "one factor",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.auth(auth(1, false, 60))),
          "second-factor");
      deny(
          "two factors of yesterday",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.auth(auth(2, true, 43201))),
          "second-factor");
      permit(
          "two factors of this morning",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.auth(auth(2, false, 43200))),
          "care-team");
      deny(
          "training has run out",
          new User("u", Set.of("clinician"), true, "o", false),
          Action.INFER,
          model(),
          use(f -> f),
          "training-expired");
      deny("one's own record", doctor, Action.INFER, model(), use(f -> f.own()), "own-record");
      deny(
          "a VIP from a private device",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.vip()),
          "managed-device");
      deny(
          "a very restricted record from a private device",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.confidentiality(5)),
          "managed-device");
      permit(
          "a VIP from a managed device",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.vip().auth(MANAGED)),
          "care-team");
      permit(
          "a restricted record from a private device",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.confidentiality(4)),
          "care-team");
    }

    private void glass() {
      var doctor = user("clinician");
      permit(
          "a clinician breaks the glass",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS)),
          "break-glass");
      permit(
          "a clinician who broke the glass asks why",
          doctor,
          Action.EXPLAIN,
          model(),
          use(f -> f.glass(GLASS)),
          "break-glass");
      permit(
          "a broken glass on a model for treatment",
          doctor,
          Action.INFER,
          model("TREAT"),
          use(f -> f.glass(GLASS)),
          "break-glass");
      permit(
          "a broken glass after training has run out",
          new User("u", Set.of("clinician"), true, "o", false),
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS)),
          "break-glass");
      permit(
          "a broken glass over a refusal of the purpose",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).consent(consent(Word.DENY, Word.NONE, Word.NONE))),
          "break-glass");
      permit(
          "a broken glass where consent is wanted and none speaks",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).optIn()),
          "break-glass");
      permit(
          "a broken glass over a withheld label",
          doctor,
          Action.INFER,
          model(),
          use(
              f ->
                  f.glass(GLASS)
                      .labels("HIV")
                      .consent(consent(Word.NONE, Word.NONE, Word.NONE, "HIV"))),
          "break-glass");
      deny(
          "an emergency without breaking the glass",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.purpose("ETREAT").stranger()));
      deny(
          "a glass broken by billing",
          user("billing"),
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).purpose("HPAYMT")),
          "break-glass-conditions");
      deny(
          "a glass broken by an application",
          client("ETREAT"),
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS)),
          "break-glass-conditions");
      deny(
          "a glass broken for treatment",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).purpose("TREAT")),
          "break-glass-conditions");
      deny(
          "a reason that is not on the list",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(new BreakGlass("curiosity", 40, 1, 900))),
          "break-glass-conditions");
      deny(
          "no reason",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(new BreakGlass("", 40, 1, 900))),
          "break-glass-conditions");
      deny(
          "a reason in nine characters",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(new BreakGlass("other", 9, 1, 900))),
          "break-glass-conditions");
      deny(
          "a glass broken for two patients",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(new BreakGlass("other", 10, 2, 900))),
          "break-glass-conditions");
      deny(
          "a glass that is over",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(new BreakGlass("other", 10, 1, 0))),
          "break-glass-conditions");
      deny(
          "a glass for longer than an hour",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(new BreakGlass("other", 10, 1, 3601))),
          "break-glass-conditions");
      deny(
          "a glass broken with factors of an hour ago",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).auth(auth(2, true, 901))),
          "break-glass-conditions");
      deny(
          "a broken glass over a refusal of AI",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).consent(consent(Word.NONE, Word.DENY, Word.NONE))),
          "refused-ai");
      deny(
          "a broken glass on a suspended model",
          doctor,
          Action.INFER,
          model(State.SUSPENDED),
          use(f -> f.glass(GLASS)),
          "not-approved");
      deny(
          "a broken glass to an outside model without a contract",
          doctor,
          Action.INFER,
          model(Location.EXTERNAL, false),
          use(f -> f.glass(GLASS)),
          "no-agreement");
      deny(
          "a broken glass on labels that the model is not cleared for",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).labels("ETH")),
          "not-cleared");
      deny(
          "a broken glass on one's own record",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).own()),
          "own-record");
      deny(
          "a VIP behind the glass from a private device",
          doctor,
          Action.INFER,
          model(),
          use(f -> f.glass(GLASS).vip()),
          "managed-device");
    }

    private void patients() {
      var app = client("TREAT");
      deny(
          "the patient refuses the purpose",
          app,
          Action.INFER,
          model(),
          use(f -> f.consent(consent(Word.DENY, Word.NONE, Word.NONE))),
          "refused-purpose");
      deny(
          "the patient refuses AI",
          app,
          Action.INFER,
          model(),
          use(f -> f.consent(consent(Word.PERMIT, Word.DENY, Word.PERMIT))),
          "refused-ai");
      deny(
          "the patient refuses disclosure to a vendor",
          app,
          Action.INFER,
          model(Location.EXTERNAL, true),
          use(f -> f.consent(consent(Word.PERMIT, Word.NONE, Word.DENY))),
          "refused-disclosure");
      permit(
          "a refusal of disclosure does not stop a model here",
          app,
          Action.INFER,
          model(),
          use(f -> f.consent(consent(Word.PERMIT, Word.NONE, Word.DENY))),
          "application");
      permit(
          "a refusal of disclosure does not stop what is de-identified",
          app,
          Action.INFER,
          model(Location.EXTERNAL, true),
          use(f -> f.deidentified().consent(consent(Word.PERMIT, Word.NONE, Word.DENY))),
          "application");
      deny(
          "the patient withholds a label",
          app,
          Action.INFER,
          model(),
          use(f -> f.labels("HIV").consent(consent(Word.PERMIT, Word.NONE, Word.NONE, "HIV"))),
          "withheld-labels");
      permit(
          "the patient withholds another label",
          app,
          Action.INFER,
          model(),
          use(f -> f.labels("HIV").consent(consent(Word.PERMIT, Word.NONE, Word.NONE, "ETH"))),
          "application");
      deny(
          "no consent where the law wants one",
          app,
          Action.INFER,
          model(),
          use(f -> f.optIn()),
          "no-consent");
      permit(
          "consent where the law wants one",
          app,
          Action.INFER,
          model(),
          use(f -> f.optIn().consent(consent(Word.PERMIT, Word.NONE, Word.NONE))),
          "application");
    }

    private void models() {
      var app = client("TREAT");
      deny("a draft is asked", app, Action.INFER, model(State.DRAFT), use(f -> f), "not-approved");
      deny(
          "a retired model is asked why",
          app,
          Action.EXPLAIN,
          model(State.RETIRED),
          use(f -> f),
          "not-approved");
      deny(
          "the card names other purposes",
          app,
          Action.INFER,
          model("HPAYMT"),
          use(f -> f),
          "purpose-not-on-card");
      deny(
          "outside, without a contract",
          app,
          Action.INFER,
          model(Location.PROCESSOR, false),
          use(f -> f),
          "no-agreement");
      permit(
          "outside, with a contract",
          app,
          Action.INFER,
          model(Location.EXTERNAL, true),
          use(f -> f),
          "application");
      permit(
          "outside, without a contract, de-identified",
          app,
          Action.INFER,
          model(Location.EXTERNAL, false),
          use(f -> f.deidentified()),
          "application");
      permit(
          "a label that the model is cleared for",
          app,
          Action.INFER,
          model(),
          use(f -> f.labels("HIV")),
          "application");
      deny(
          "a label that the model is not cleared for",
          app,
          Action.INFER,
          model(),
          use(f -> f.labels("HIV", "PSY")),
          "not-cleared");
    }

    private void building() {
      var scientist = user("data-scientist");
      permit(
          "training on a draft",
          scientist,
          Action.TRAIN,
          model(State.DRAFT),
          new Build("HRESCH", PASSKEY, true, 11, 0, true),
          "data-scientist");
      permit(
          "an export",
          scientist,
          Action.EXPORT_DATASET,
          model(),
          new Build("HRESCH", PASSKEY, true, 11, 0, true),
          "data-scientist");
      deny(
          "training for marketing",
          scientist,
          Action.TRAIN,
          model(),
          new Build("HMARKT", PASSKEY, true, 11, 0, true),
          "known-purpose");
      deny(
          "training on a suspended model",
          scientist,
          Action.TRAIN,
          model(State.SUSPENDED),
          new Build("HRESCH", PASSKEY, true, 11, 0, true),
          "not-trainable");
      deny(
          "a patient of the group refuses",
          scientist,
          Action.TRAIN,
          model(),
          new Build("HRESCH", PASSKEY, true, 11, 1, true),
          "refused-training");
      deny(
          "a group of ten",
          scientist,
          Action.TRAIN,
          model(),
          new Build("HRESCH", PASSKEY, true, 10, 0, true));
      deny(
          "data that identify",
          scientist,
          Action.EXPORT_DATASET,
          model(),
          new Build("HRESCH", PASSKEY, false, 11, 0, true));
      deny(
          "no approval of the ethics board",
          scientist,
          Action.TRAIN,
          model(),
          new Build("HRESCH", PASSKEY, true, 11, 0, false));
      deny(
          "a passkey of an hour ago",
          scientist,
          Action.TRAIN,
          model(),
          new Build("HRESCH", auth(2, true, 901), true, 11, 0, true),
          "fresh-passkey");
      deny(
          "an export with a password and a code",
          scientist,
          Action.EXPORT_DATASET,
          model(),
          new Build("HRESCH", auth(2, false, 60), true, 11, 0, true),
          "fresh-passkey");
      deny(
          "a clinician trains",
          user("clinician"),
          Action.TRAIN,
          model(),
          new Build("HRESCH", PASSKEY, true, 11, 0, true));
      deny(
          "training of the data scientist has run out",
          new User("u", Set.of("data-scientist"), true, "o", false),
          Action.TRAIN,
          model(),
          new Build("HRESCH", PASSKEY, true, 11, 0, true),
          "training-expired");
    }

    private void governing() {
      var house = new House("ward");
      permit(
          "the board approves",
          user("ai-governance"),
          Action.APPROVE_MODEL,
          model(State.ASSESSED),
          new Change(PASSKEY, false),
          "governance");
      permit(
          "the board suspends without a passkey: stopping is easy",
          user("ai-governance"),
          Action.SUSPEND_MODEL,
          model(),
          new Change(auth(2, false, 4000), true),
          "governance");
      deny(
          "the author approves",
          user("ai-governance"),
          Action.APPROVE_MODEL,
          model(),
          new Change(PASSKEY, true),
          "four-eyes");
      deny(
          "an approval without a passkey",
          user("ai-governance"),
          Action.APPROVE_MODEL,
          model(),
          new Change(auth(2, false, 60), false),
          "fresh-passkey");
      deny(
          "an auditor approves",
          user("auditor"),
          Action.APPROVE_MODEL,
          model(),
          new Change(PASSKEY, false));
      permit(
          "a policy editor",
          user("policy-editor"),
          Action.EDIT_POLICY,
          house,
          new Change(PASSKEY, false),
          "policy-editor");
      deny(
          "a policy editor approves the own change",
          user("policy-editor"),
          Action.EDIT_POLICY,
          house,
          new Change(PASSKEY, true),
          "four-eyes");
      deny(
          "a policy editor with an old passkey",
          user("policy-editor"),
          Action.EDIT_POLICY,
          house,
          new Change(auth(2, true, 901), false),
          "fresh-passkey");
      deny(
          "the board edits policies",
          user("ai-governance"),
          Action.EDIT_POLICY,
          house,
          new Change(PASSKEY, false));
      permit(
          "an auditor reads the record",
          user("auditor"),
          Action.READ_AUDIT,
          house,
          new Change(auth(2, false, 60), false),
          "auditor");
      deny(
          "a clinician reads the record",
          user("clinician"),
          Action.READ_AUDIT,
          house,
          new Change(PASSKEY, false));
      deny(
          "an auditor with one factor",
          user("auditor"),
          Action.READ_AUDIT,
          house,
          new Change(auth(1, false, 60), false),
          "second-factor");
    }
  }
}
