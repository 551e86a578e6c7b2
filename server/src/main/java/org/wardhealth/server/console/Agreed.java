package org.wardhealth.server.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.wardhealth.consent.Coding;
import org.wardhealth.consent.Consent;
import org.wardhealth.consent.InvalidConsent;
import org.wardhealth.consent.Provision;
import org.wardhealth.consent.Span;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.store.Json;

/**
 * A consent as it is shown: its words for the patient, and its provisions as a tree. Of very many
 * provisions only the first {@value #MOST} are in the tree; the words have all.
 */
final class Agreed {
  static final int MOST = 200;

  private final Words words;
  private int left = MOST;

  private Agreed(Words words) {
    this.words = words;
  }

  /**
   * A consent.
   *
   * @param whole whether the tree has all of it
   */
  record Shown(String id, int version, boolean active, String text, Branch tree, boolean whole) {}

  /**
   * A provision.
   *
   * @param unknown whether something stands there that Ward cannot evaluate
   */
  record Branch(Tag ruling, String path, List<String> facts, boolean unknown, List<Branch> but) {}

  static Shown of(Words words, Consents.Stored stored) {
    Consent consent = parsed(stored);
    Agreed agreed = new Agreed(words);
    Branch tree = agreed.branch(consent.base());
    return new Shown(
        stored.id(),
        stored.version(),
        stored.active(),
        org.wardhealth.consent.ConsentText.in(words.language().tag()).of(consent).strip(),
        tree,
        agreed.left > 0);
  }

  /** A consent as it was kept. */
  static Consent parsed(Consents.Stored stored) {
    try {
      return Consent.parse(Json.MAPPER.writeValueAsBytes(stored.resource()));
    } catch (InvalidConsent e) {
      throw new IllegalStateException("A consent that was kept cannot be read.", e);
    }
  }

  private Branch branch(Provision rule) {
    left--;
    List<Branch> but = new ArrayList<>();
    for (Provision exception : rule.exceptions()) {
      if (left > 0) {
        but.add(branch(exception));
      }
    }
    return new Branch(
        switch (rule.ruling()) {
          case PERMIT -> new Tag(Tone.GOOD, words.say("consent.permit"));
          case DENY -> new Tag(Tone.BAD, words.say("consent.deny"));
          case NONE -> new Tag(Tone.PLAIN, words.say("consent.none"));
        },
        rule.path(),
        facts(rule),
        rule.unknown(),
        but);
  }

  private List<String> facts(Provision rule) {
    List<String> facts = new ArrayList<>();
    add(facts, "purposes", "purpose.", rule.purposes());
    add(facts, "actions", "consent.action.", rule.actions());
    if (!rule.actors().isEmpty()) {
      facts.add(
          words.say(
              "consent.actors",
              rule.actors().stream()
                  .map(
                      actor ->
                          actor.reference().isEmpty() ? codes("", actor.role()) : actor.reference())
                  .collect(Collectors.joining(", "))));
    }
    add(facts, "labels", "", rule.labels());
    add(facts, "types", "", rule.classes());
    if (!rule.codes().isEmpty()) {
      facts.add(
          words.say(
              "consent.codes",
              rule.codes().stream().map(one -> codes("", one)).collect(Collectors.joining("; "))));
    }
    if (!rule.data().isEmpty()) {
      facts.add(
          words.say(
              "consent.data",
              rule.data().stream().map(one -> one.reference()).collect(Collectors.joining(", "))));
    }
    if (!rule.terms().isEmpty()) {
      facts.add(words.say("consent.terms", String.join(", ", rule.terms())));
    }
    if (!rule.period().equals(Span.ALWAYS)) {
      facts.add(words.say("consent.period"));
    }
    if (!rule.dataPeriod().equals(Span.ALWAYS)) {
      facts.add(words.say("consent.data-period"));
    }
    return facts;
  }

  private void add(List<String> facts, String key, String kind, List<Coding> codes) {
    if (!codes.isEmpty()) {
      facts.add(words.say("consent." + key, codes(kind, codes)));
    }
  }

  private String codes(String kind, List<Coding> codes) {
    return codes.stream()
        .map(one -> words.sayOr(kind + one.code(), one.code()))
        .collect(Collectors.joining(", "));
  }
}
