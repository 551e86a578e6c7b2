package org.wardhealth.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that pages say, in one language: the bundle {@code console/words_LANGUAGE.properties}.
 *
 * <p>{@code {0}}, {@code {1}} ... in a text stand for what is handed in; numbers are written as the
 * language does. What comes out is plain text, which templates escape.
 */
final class Words {
  private final Language language;
  private final Map<String, String> texts;
  private final ZoneId zone;

  private Words(Language language, Map<String, String> texts, ZoneId zone) {
    this.language = language;
    this.texts = texts;
    this.zone = zone;
  }

  /**
   * Reads the bundle of a language.
   *
   * @param zone that times are told in
   */
  static Words of(Language language, ZoneId zone) {
    String file = "/console/words_" + language.tag() + ".properties";
    try (InputStream in = Words.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("This jar lacks " + file + ": build it anew.");
      }
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      Map<String, String> texts = new TreeMap<>();
      properties.forEach((key, text) -> texts.put(key.toString(), text.toString()));
      return new Words(language, texts, zone);
    } catch (IOException e) {
      throw new UncheckedIOException("This bundle cannot be read: " + file, e);
    }
  }

  Language language() {
    return language;
  }

  /** All keys. */
  Set<String> keys() {
    return texts.keySet();
  }

  /**
   * The text of a key.
   *
   * @throws IllegalArgumentException if the bundle has none
   */
  String say(String key, Object... values) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException(
          "words_" + language.tag() + ".properties has no '" + key + "'.");
    }
    for (int i = 0; i < values.length; i++) {
      text = text.replace("{" + i + "}", shown(values[i]));
    }
    return text;
  }

  /** The text of {@code key.one} or {@code key.other}, with the number as {@code {0}}. */
  String count(String key, long number) {
    return say(key + (number == 1 ? ".one" : ".other"), number);
  }

  /** The text of a key where there is one, else what is handed in. */
  String sayOr(String key, String otherwise) {
    return texts.getOrDefault(key, otherwise);
  }

  String number(long number) {
    return NumberFormat.getIntegerInstance(language.locale()).format(number);
  }

  /** With at most so many digits after the point. */
  String number(double number, int digits) {
    NumberFormat format = NumberFormat.getNumberInstance(language.locale());
    format.setMaximumFractionDigits(digits);
    return format.format(number);
  }

  /**
   * With the currency's code, and two digits more than its coins have: single answers are cheap.
   */
  String money(BigDecimal amount, Currency currency) {
    int coins = Math.max(0, currency.getDefaultFractionDigits());
    NumberFormat format = NumberFormat.getNumberInstance(language.locale());
    format.setRoundingMode(RoundingMode.HALF_UP);
    format.setMinimumFractionDigits(coins);
    format.setMaximumFractionDigits(coins + 2);
    return format.format(amount) + " " + currency.getCurrencyCode();
  }

  /** Bytes in the unit that reads best. */
  String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1_000 && unit < units.length - 1) {
      value /= 1_000;
      unit++;
    }
    return number(value, value < 10 && unit > 0 ? 1 : 0) + " " + units[unit];
  }

  /** Date, time to the second, and the zone. */
  String exact(Instant at) {
    return written(say("time.pattern"), at) + " " + (isUtc() ? "UTC" : written("zzz (xxx)", at));
  }

  /** The name of the zone that times are told in: {@code UTC}, whatever the machine calls it. */
  String zone() {
    return isUtc() ? "UTC" : zone.getId();
  }

  private boolean isUtc() {
    return zone.normalized().equals(ZoneOffset.UTC);
  }

  private String written(String pattern, Instant at) {
    return DateTimeFormatter.ofPattern(pattern, language.locale()).withZone(zone).format(at);
  }

  /** How long before or after {@code now} it is, in one unit. */
  String relative(Instant at, Instant now) {
    Duration ago = Duration.between(at, now);
    boolean past = !ago.isNegative();
    long seconds = Math.abs(ago.toSeconds());
    if (seconds < 2) {
      return say("time.now");
    }
    String unit;
    long number;
    if (seconds < 100) {
      unit = "second";
      number = seconds;
    } else if (seconds < 100 * 60) {
      unit = "minute";
      number = seconds / 60;
    } else if (seconds < 48 * 3600) {
      unit = "hour";
      number = seconds / 3600;
    } else {
      unit = "day";
      number = seconds / 86_400;
    }
    return say(past ? "time.past" : "time.future", count("time." + unit, number));
  }

  private String shown(Object value) {
    return switch (value) {
      case Long number -> number(number);
      case Integer number -> number(number.longValue());
      case Double number -> number(number, 1);
      default -> value.toString();
    };
  }
}
