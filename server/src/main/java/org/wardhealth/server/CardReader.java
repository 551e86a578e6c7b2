package org.wardhealth.server;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wardhealth.consent.Sensitivities;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Price;

/** Reads the {@code cards:} of a provider. What a card does not say is as it permits least. */
final class CardReader {
  private static final String ALL = "all";
  private static final BigDecimal DEAREST = BigDecimal.valueOf(1_000_000);

  private CardReader() {}

  static Map<String, Card> read(
      SettingsReader provider, String name, Set<String> models, Problems problems) {
    Map<String, Card> cards = new HashMap<>();
    for (SettingsReader reader : provider.list("cards")) {
      String model = reader.required("model", "?");
      Set<String> purposes = reader.names("purposes").keySet();
      for (String purpose : purposes) {
        if (!Question.PURPOSES.contains(purpose)) {
          problems.add(
              "the card of '"
                  + model
                  + "' names the purpose '"
                  + purpose
                  + "'; Ward knows "
                  + Question.PURPOSES.stream().sorted().collect(Collectors.joining(", ")));
        }
      }
      Set<String> clearance = new TreeSet<>(reader.names("clearance").keySet());
      if (clearance.remove(ALL)) {
        clearance.addAll(Sensitivities.all());
      }
      for (String label : clearance) {
        if (!Sensitivities.knows(label)) {
          problems.add(
              "the card of '"
                  + model
                  + "' has the clearance '"
                  + label
                  + "'; it is "
                  + ALL
                  + " or a sensitivity of v3-ActCode: "
                  + Sensitivities.all().stream().sorted().collect(Collectors.joining(", ")));
        }
      }
      Card card =
          new Card(
              word(reader, model, "state", State.class, State.DRAFT, problems),
              word(reader, model, "location", Location.class, Location.EXTERNAL, problems),
              reader.bool("agreement", false),
              word(reader, model, "risk", Risk.class, Risk.HIGH, problems),
              purposes,
              clearance,
              reader.names("research-terms").keySet(),
              price(reader, model, problems));
      reader.done();
      if (!models.contains(model)) {
        problems.add(
            "provider '" + name + "' has a card for '" + model + "', which it does not offer");
      }
      if (cards.put(model, card) != null) {
        problems.add("provider '" + name + "' has two cards for '" + model + "'");
      }
    }
    return cards;
  }

  private static Optional<Price> price(SettingsReader card, String model, Problems problems) {
    boolean said = card.has("price");
    SettingsReader reader = card.section("price");
    if (!said) {
      return Optional.empty();
    }
    Optional<BigDecimal> in = amount(reader, model, "in", problems);
    Optional<BigDecimal> out = amount(reader, model, "out", problems);
    String code = reader.required("currency", "EUR");
    reader.done();
    Optional<Currency> currency =
        Currency.getAvailableCurrencies().stream()
            .filter(one -> one.getCurrencyCode().equals(code))
            .filter(one -> one.getDefaultFractionDigits() >= 0) // no XXX, no gold
            .findFirst();
    if (currency.isEmpty()) {
      problems.add(
          "the card of '"
              + model
              + "' has a price in '"
              + code
              + "'; it must be a currency of ISO 4217, such as EUR or USD");
    }
    return in.flatMap(
        read -> out.flatMap(written -> currency.map(one -> new Price(read, written, one))));
  }

  /** Of a million tokens. */
  private static Optional<BigDecimal> amount(
      SettingsReader price, String model, String key, Problems problems) {
    String said = price.required(key, "0");
    try {
      BigDecimal amount = new BigDecimal(said);
      if (amount.signum() >= 0 && amount.compareTo(DEAREST) <= 0 && amount.scale() <= 12) {
        return Optional.of(amount);
      }
    } catch (NumberFormatException _) {
      // said below
    }
    problems.add(
        "the card of '"
            + model
            + "' has the price "
            + key
            + ": '"
            + said
            + "'; it must be a number from 0 to 1000000, for a million tokens, such as 2.50");
    return Optional.empty();
  }

  private static <E extends Enum<E>> E word(
      SettingsReader reader,
      String model,
      String key,
      Class<E> type,
      E fallback,
      Problems problems) {
    Optional<String> said = reader.string(key);
    if (said.isEmpty()) {
      return fallback;
    }
    for (E one : EnumSet.allOf(type)) {
      if (one.name().toLowerCase(Locale.ROOT).equals(said.get())) {
        return one;
      }
    }
    problems.add(
        "the card of '"
            + model
            + "' has the "
            + key
            + " '"
            + said.get()
            + "'; it is one of "
            + EnumSet.allOf(type).stream()
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
    return fallback;
  }
}
