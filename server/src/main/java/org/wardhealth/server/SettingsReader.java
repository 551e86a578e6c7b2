package org.wardhealth.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads typed values from a tree of maps and from {@code WARD_*} variables, which win. Says every
 * problem, also every key that nobody asked for.
 */
final class SettingsReader {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})\\s*(ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,9})\\s*(B|kB|KB|MB|GB)?");

  private final String prefix;
  private final Map<String, Object> tree;
  private final Map<String, String> environment;
  private final Problems problems;
  private final Path home;
  private final Set<String> asked = new LinkedHashSet<>();
  private final Set<String> values = new LinkedHashSet<>();

  /** Paths are read relative to {@code home}. */
  SettingsReader(
      String prefix,
      Map<String, Object> tree,
      Map<String, String> environment,
      Problems problems,
      Path home) {
    this.home = home;
    this.prefix = prefix;
    this.tree = tree;
    this.environment = environment;
    this.problems = problems;
  }

  /** The part of the tree below {@code key}. */
  SettingsReader section(String key) {
    asked.add(key);
    return new SettingsReader(
        prefix + key + ".", map(tree.get(key), prefix + key), environment, problems, home);
  }

  /** Whether anything is said below {@code key}. */
  boolean has(String key) {
    return tree.get(key) != null;
  }

  /** The list of maps below {@code key}; not settable by variables. */
  List<SettingsReader> list(String key) {
    asked.add(key);
    Object value = tree.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      problems.add(prefix + key + " must be a list");
      return List.of();
    }
    List<SettingsReader> readers = new java.util.ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String at = prefix + key + "[" + i + "]";
      readers.add(new SettingsReader(at + ".", map(list.get(i), at), Map.of(), problems, home));
    }
    return readers;
  }

  Optional<String> string(String key) {
    asked.add(key);
    values.add(key);
    String variable = environment.get(variable(key));
    if (variable != null) {
      return Optional.of(variable);
    }
    Object value = tree.get(key);
    if (value instanceof Map || value instanceof List) {
      problems.add(prefix + key + " must be one value");
      return Optional.empty();
    }
    return Optional.ofNullable(value).map(Object::toString);
  }

  String required(String key, String fallback) {
    Optional<String> value = string(key);
    if (value.isEmpty()) {
      problems.add(prefix + key + " is missing");
    }
    return value.orElse(fallback);
  }

  Optional<Path> path(String key) {
    return parse(
        key,
        "a path",
        value -> {
          try {
            return value.isEmpty() ? Optional.empty() : Optional.of(home.resolve(value));
          } catch (InvalidPathException e) {
            return Optional.empty();
          }
        });
  }

  boolean bool(String key, boolean fallback) {
    return parse(
        key,
        fallback,
        "true or false",
        value ->
            value.equals("true")
                ? Optional.of(true)
                : value.equals("false") ? Optional.of(false) : Optional.empty());
  }

  int number(String key, int fallback, int min, int max) {
    return parse(
        key,
        fallback,
        "a whole number from " + min + " to " + max,
        value -> {
          if (!value.matches("[0-9]{1,9}")) {
            return Optional.empty();
          }
          int number = Integer.parseInt(value);
          return number >= min && number <= max ? Optional.of(number) : Optional.empty();
        });
  }

  Duration duration(String key, Duration fallback) {
    return duration(key).orElse(fallback);
  }

  Optional<Duration> duration(String key) {
    return parse(
        key,
        "a time above zero, such as 500ms, 30s, 5m, 12h or 30d",
        value -> {
          Matcher matcher = DURATION.matcher(value);
          if (!matcher.matches()) {
            return Optional.empty();
          }
          long n = Long.parseLong(matcher.group(1));
          if (n == 0) {
            return Optional.empty();
          }
          return Optional.of(
              switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                default -> Duration.ofDays(n);
              });
        });
  }

  int bytes(String key, int fallback) {
    return parse(
        key,
        fallback,
        "a size such as 512kB or 8MB, below 1GB",
        value -> {
          Matcher matcher = BYTES.matcher(value);
          if (!matcher.matches()) {
            return Optional.empty();
          }
          long unit =
              switch (matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT)) {
                case "KB" -> 1L << 10;
                case "MB" -> 1L << 20;
                case "GB" -> 1L << 30;
                default -> 1;
              };
          long bytes = Long.parseLong(matcher.group(1)) * unit;
          return bytes > 0 && bytes < 1L << 30 ? Optional.of((int) bytes) : Optional.empty();
        });
  }

  /** A map of strings, or a list of strings, each standing for itself. */
  Map<String, String> names(String key) {
    asked.add(key);
    Map<String, String> names = new TreeMap<>();
    switch (tree.get(key)) {
      case Map<?, ?> map ->
          map.forEach((name, value) -> names.put(String.valueOf(name), String.valueOf(value)));
      case List<?> list ->
          list.forEach(name -> names.put(String.valueOf(name), String.valueOf(name)));
      case null -> {}
      default -> problems.add(prefix + key + " must be a list of names, or a map of name: name");
    }
    return names;
  }

  /** Says what is there and was not asked for. Sections say it for themselves. */
  void done() {
    for (String key : tree.keySet()) {
      if (!asked.contains(key)) {
        problems.add(
            prefix + key + " is not a setting; here Ward knows " + String.join(", ", asked));
      }
    }
  }

  /** The variables that stand for what was asked for: one value each. */
  Set<String> variables() {
    Set<String> variables = new LinkedHashSet<>();
    values.forEach(key -> variables.add(variable(key)));
    return variables;
  }

  private <T> T parse(String key, T fallback, String wanted, Function<String, Optional<T>> parser) {
    return parse(key, wanted, parser).orElse(fallback);
  }

  private <T> Optional<T> parse(String key, String wanted, Function<String, Optional<T>> parser) {
    Optional<String> value = string(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> parsed = parser.apply(value.get().strip());
    if (parsed.isEmpty()) {
      problems.add(prefix + key + " is '" + value.get() + "'; it must be " + wanted);
    }
    return parsed;
  }

  private String variable(String key) {
    return "WARD_" + (prefix + key).toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> map(@org.jspecify.annotations.Nullable Object value, String where) {
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map
        && map.keySet().stream().allMatch(String.class::isInstance)) {
      return (Map<String, Object>) map;
    }
    problems.add(where + " must hold keys and values");
    return Map.of();
  }
}
