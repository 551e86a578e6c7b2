package org.wardhealth.consent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.wardhealth.consent.ConsentAnswer.Deciding;

/**
 * All consents of one patient, compiled: asked in microseconds, safe for use by several threads.
 *
 * <p>The rules. Only active consents in their period count, and only those about data. In one
 * consent the deepest provision that applies decides; among siblings of both kinds the denial. A
 * denial in any consent wins over permits in others. What Ward cannot evaluate does not fulfil a
 * permit, and fulfils a denial. A consent that permits something for a purpose denies, weaker than
 * any explicit word, the rest for that purpose: other actors, actions, data (IHE PCF). What no
 * consent speaks of is none, and left to the {@link ConsentDefaults}.
 */
public final class PatientConsents {
  /** Of a patient without consents. */
  public static final PatientConsents NONE = new PatientConsents(0, new Entry[0], Rules.ALL);

  private final long version;
  private final Entry[] entries;
  private final Rules rules;

  /** One consent: its id, its period, its rules. */
  record Entry(String id, long from, long until, Node base) {}

  private PatientConsents(long version, Entry[] entries, Rules rules) {
    this.version = version;
    this.entries = entries;
    this.rules = rules;
  }

  /**
   * Compiles the consents of one patient.
   *
   * @param version that the answers carry
   */
  public static PatientConsents compile(List<Consent> consents, long version) {
    return compile(consents, version, new Compiler(Rules.ALL));
  }

  static PatientConsents compile(List<Consent> consents, long version, Compiler compiler) {
    List<Entry> entries = new ArrayList<>();
    for (Consent consent : consents) {
      if (compiler.counts(consent)) {
        entries.add(compiler.entry(consent));
      }
    }
    return new PatientConsents(version, entries.toArray(Entry[]::new), compiler.rules());
  }

  static PatientConsents of(Entry[] entries, Rules rules) {
    return new PatientConsents(0, entries, rules);
  }

  /** How many consents are active, whatever their period. */
  public int size() {
    return entries.length;
  }

  /** The version that was compiled. */
  public long version() {
    return version;
  }

  /** What the consents say. */
  public ConsentAnswer evaluate(ConsentQuestion question) {
    if (entries.length == 0) {
      return ConsentAnswer.silent(version);
    }
    Said said = said(new Asked(question, rules));
    Residual residual = new Residual();
    if (said.ruling != Ruling.DENY) {
      said.residual(residual);
    }
    Set<String> obligations = new HashSet<>();
    Set<String> terms = new HashSet<>();
    if (said.ruling == Ruling.PERMIT) {
      said.permits(
          node -> {
            obligations.addAll(node.obligations);
            terms.addAll(node.terms);
          });
    }
    return new ConsentAnswer(
        said.ruling,
        said.deciding(),
        residual.rules(),
        Set.copyOf(obligations),
        ai(question, Words.AI_PROCESSING),
        ai(question, Words.AI_EXTERNAL),
        residual.withheld(),
        residual.ceiling(),
        Set.copyOf(terms),
        version);
  }

  /** What the consents say, and nothing about why. */
  public Ruling ruling(ConsentQuestion question) {
    return entries.length == 0 ? Ruling.NONE : said(new Asked(question, rules)).ruling;
  }

  /**
   * Whether a provision that names AI refuses what is asked, or part of it. Other than {@link
   * ConsentAnswer#aiUse} it tells this even where only part of the data is refused so, and where
   * another provision decides: who asks whether a refusal may be overridden must not miss one
   * behind another.
   */
  public boolean refusesAi(ConsentQuestion question) {
    Asked asked = new Asked(question, rules);
    for (Entry entry : entries) {
      if (counts(entry, asked) && Found.refusesAi(entry.base, asked)) {
        return true;
      }
    }
    return false;
  }

  /** What provisions that name AI say of this kind of it. */
  private Ruling ai(ConsentQuestion question, String action) {
    boolean named = false;
    for (Entry entry : entries) {
      named |= entry.base.aiBelow;
    }
    if (!named) {
      return Ruling.NONE;
    }
    Said said = said(new Asked(question.to(Coding.ai(action)), rules));
    return said.named() || !rules.on(Rule.AI_BY_NAME) ? said.ruling : Ruling.NONE;
  }

  private Said said(Asked asked) {
    return said(asked, base -> Found.in(base, asked));
  }

  /**
   * What all consents together say.
   *
   * @param find what the rules of one consent say of the question
   */
  Said said(Asked asked, Function<Node, Found> find) {
    Said said = new Said(rules);
    for (Entry entry : entries) {
      if (counts(entry, asked)) {
        said.add(entry.id, find.apply(entry.base));
      }
    }
    said.decide();
    return said;
  }

  /** Whether a consent is in its period when it is asked. */
  boolean counts(Entry entry, Asked asked) {
    return (entry.from <= asked.time && asked.time < entry.until) || !rules.on(Rule.CONSENT_PERIOD);
  }

  /** What all consents together say. */
  static final class Said {
    private final Rules rules;
    private final List<String> ids = new ArrayList<>(2);
    private final List<Found> founds = new ArrayList<>(2);
    private Ruling ruling = Ruling.NONE;
    private boolean limited;

    Said(Rules rules) {
      this.rules = rules;
    }

    Ruling ruling() {
      return ruling;
    }

    private void add(String id, Found found) {
      ids.add(id);
      founds.add(found);
    }

    private void decide() {
      boolean denied = false;
      boolean permitted = false;
      for (Found found : founds) {
        denied |= found.base == Ruling.DENY && !found.permitsSome();
        permitted |= permits(found);
        limited |= found.limited;
      }
      if (denied && (rules.on(Rule.DENY_AMONG_CONSENTS) || !permitted)) {
        ruling = Ruling.DENY;
        limited = false;
      } else if (permitted && (!limited || rules.on(Rule.EXPLICIT_PERMIT_OVER_LIMIT))) {
        ruling = Ruling.PERMIT;
        limited = false;
      } else if (limited) {
        ruling = Ruling.DENY;
      }
    }

    private static boolean permits(Found found) {
      return found.base == Ruling.PERMIT || found.permitsSome();
    }

    private boolean decided(Found found) {
      return switch (ruling) {
        case PERMIT -> permits(found);
        case DENY -> limited ? found.limited : found.base == Ruling.DENY && !found.permitsSome();
        case NONE -> false;
      };
    }

    void permits(Consumer<Node> each) {
      for (Found found : founds) {
        if (found.base == Ruling.PERMIT) {
          found.deciding.forEach(each);
        }
        for (Node node : found.exceptions) {
          if (node.ruling == Ruling.PERMIT) {
            each.accept(node);
          }
        }
      }
    }

    List<Deciding> deciding() {
      List<Deciding> deciding = new ArrayList<>();
      for (int i = 0; i < founds.size(); i++) {
        Found found = founds.get(i);
        if (decided(found)) {
          String id = ids.get(i);
          if (found.base == ruling || found.limited) {
            found.deciding.forEach(node -> deciding.add(new Deciding(id, node.path)));
          } else {
            for (Node node : found.exceptions) {
              if (node.ruling == Ruling.PERMIT) {
                deciding.add(new Deciding(id, node.path));
              }
            }
          }
        }
      }
      return List.copyOf(deciding);
    }

    boolean named() {
      for (Found found : founds) {
        if (decided(found) && !found.limited) {
          for (Node node : found.base == ruling ? found.deciding : found.exceptions) {
            if (node.namesAi) {
              return true;
            }
          }
        }
      }
      return false;
    }

    void residual(Residual residual) {
      boolean fully = false;
      int some = 0;
      for (Found found : founds) {
        fully |= found.base == Ruling.PERMIT;
        some += found.exceptions.isEmpty() ? 0 : 1;
      }
      boolean several = some > 1;
      for (int i = 0; i < founds.size(); i++) {
        Found found = founds.get(i);
        boolean rest =
            found.base == Ruling.DENY
                || (found.base == Ruling.NONE && found.permitsSome() && !fully);
        residual.add(ids.get(i), found, rest, several);
      }
    }
  }
}
