package org.wardhealth.server.gateway;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.wardhealth.consent.Sensitivities;
import org.wardhealth.server.models.Card;

/**
 * What the labels of data lack on a model's card, said so that whoever runs Ward can write it into
 * {@code ward.yaml} as it stands.
 */
final class Clearance {
  private Clearance() {}

  /** What must be written; empty where the card has all labels that a code system knows. */
  static String lacking(Facts facts) {
    Card card = facts.model().card();
    Set<String> lacking = new TreeSet<>(facts.data().labels());
    lacking.removeIf(label -> !Sensitivities.knows(label));
    lacking.removeAll(Sensitivities.withKinds(card.clearance()));
    if (lacking.isEmpty()) {
      return "";
    }
    String said =
        " The text is labelled "
            + String.join(", ", lacking)
            + ", and the model '"
            + facts.model().id()
            + "' ";
    Set<String> all = new TreeSet<>(card.clearance());
    all.addAll(lacking);
    return card.equals(Card.UNDECLARED)
        ? said
            + "has no card, so it may receive nothing that has a label. Whoever runs Ward clears it"
            + " by a line under its provider in ward.yaml and a new start: "
            + line(facts.model().id(), card, all)
            + " (but for the clearance, it says what holds without a card)."
        : said
            + "is not cleared for that. Whoever runs Ward clears it on its card in ward.yaml and by"
            + " a new start: clearance: "
            + list(all)
            + ".";
  }

  private static String line(String model, Card card, Set<String> clearance) {
    return "cards: [{model: '"
        + model
        + "', state: "
        + word(card.state())
        + ", location: "
        + word(card.location())
        + ", agreement: "
        + card.agreement()
        + ", risk: "
        + word(card.risk())
        + ", purposes: "
        + list(card.purposes())
        + ", clearance: "
        + list(clearance)
        + "}]";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String list(Collection<String> words) {
    return "[" + String.join(", ", new TreeSet<>(words)) + "]";
  }
}
