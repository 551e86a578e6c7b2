package org.wardhealth.server.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** How the pages name an exchange and its end. */
final class Exchanges {
  private Exchanges() {}

  /** Where the story of an exchange is. */
  static String path(String exchange) {
    return Place.EXCHANGES.path() + "/" + URLEncoder.encode(exchange, StandardCharsets.UTF_8);
  }

  /** How an exchange ended, by the kind of its last entry and the outcome in it. */
  static Tag ended(Words words, String kind, String outcome) {
    return switch (kind) {
      case "exchange.refuse" -> new Tag(Tone.BAD, words.say("exchange.ended.refused"));
      case "exchange.deidentified" -> new Tag(Tone.GOOD, words.say("exchange.ended.deidentified"));
      case "exchange.admit" -> new Tag(Tone.WARN, words.say("exchange.ended.open"));
      default ->
          new Tag(
              switch (outcome) {
                case "answered" -> Tone.GOOD;
                case "failed" -> Tone.BAD;
                default -> Tone.WARN;
              },
              words.sayOr("exchange.ended." + outcome, outcome));
    };
  }
}
