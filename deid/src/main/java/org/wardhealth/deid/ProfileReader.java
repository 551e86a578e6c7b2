package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one written {@link Profile}, and collects what is wrong with it. One use. */
final class ProfileReader {
  private static final Set<String> KEYS =
      Set.of("name", "extends", "style", "shift", "threshold", "types");
  private static final Set<String> SHIFT_KEYS = Set.of("most-days", "weekdays");
  private static final Set<String> TYPE_KEYS = Set.of("action", "threshold");
  private static final Set<IdentifierType> COARSER =
      EnumSet.of(IdentifierType.DATE, IdentifierType.LOCATION, IdentifierType.AGE_OVER_89);

  private final Map<String, ?> written;
  private final List<String> problems = new ArrayList<>();
  private final Set<IdentifierType> seen = EnumSet.noneOf(IdentifierType.class);

  ProfileReader(Map<String, ?> written) {
    this.written = written;
  }

  Profile read() {
    known("", written, KEYS);
    String name = name();
    Profile base = base();
    boolean realistic = realistic(base);
    Shift shift = shift(base);
    Map<IdentifierType, Action> actions = new EnumMap<>(base.actions());
    Map<IdentifierType, Float> thresholds = new EnumMap<>(IdentifierType.class);
    thresholds.putAll(base.thresholds());
    threshold("threshold", written.get("threshold"))
        .ifPresent(
            value -> {
              for (IdentifierType type : IdentifierType.values()) {
                thresholds.put(type, value);
              }
            });
    map("types", written.get("types"))
        .forEach((type, value) -> type(type, value, actions, thresholds));
    if (!problems.isEmpty()) {
      throw new InvalidProfile(problems);
    }
    return new Profile(name, actions, realistic, shift, thresholds);
  }

  private String name() {
    if (!(written.get("name") instanceof String name)
        || !name.matches("[A-Za-z0-9][A-Za-z0-9-]*")) {
      problems.add("name: a name of letters, digits and hyphens is needed");
      return "";
    }
    if (Profile.NAMED.stream().anyMatch(named -> named.name().equals(name))) {
      problems.add("name: \"" + name + "\" is the name of a profile of Ward: use another");
    }
    return name;
  }

  private Profile base() {
    Object base = written.get("extends");
    if (base == null) {
      return Profile.SAFE_HARBOR;
    }
    List<String> names = Profile.NAMED.stream().map(Profile::name).toList();
    for (Profile named : Profile.NAMED) {
      if (named.name().equals(base)) {
        return named;
      }
    }
    problems.add("extends: " + shown(base) + " is no profile: use one of " + join(names));
    return Profile.SAFE_HARBOR;
  }

  private boolean realistic(Profile base) {
    Object style = written.get("style");
    if (style == null) {
      return base.realistic();
    }
    if (!style.equals("realistic") && !style.equals("tags")) {
      problems.add("style: " + shown(style) + " is no style: use realistic or tags");
    }
    return style.equals("realistic");
  }

  private Shift shift(Profile base) {
    Map<String, ?> map = map("shift", written.get("shift"));
    known("shift.", map, SHIFT_KEYS);
    Object most = map.get("most-days");
    Object weekdays = map.get("weekdays");
    if (weekdays != null && !(weekdays instanceof Boolean)) {
      problems.add("shift.weekdays: " + shown(weekdays) + " is neither true nor false");
    }
    boolean keep = weekdays instanceof Boolean value ? value : base.shift().weekdays();
    if (most == null) {
      return new Shift(base.shift().most(), keep);
    }
    if (most instanceof Integer days && days >= 7 && days <= 3650) {
      return new Shift(days, keep);
    }
    problems.add("shift.most-days: " + shown(most) + " is no whole number from 7 to 3650");
    return base.shift();
  }

  private void type(
      String key,
      Object value,
      Map<IdentifierType, Action> actions,
      Map<IdentifierType, Float> thresholds) {
    String path = "types." + key;
    Optional<IdentifierType> found = type(key);
    if (found.isEmpty()) {
      List<String> names = new ArrayList<>();
      for (IdentifierType each : IdentifierType.values()) {
        names.add(lower(each.name()));
      }
      problems.add(path + ": no such type: use one of " + join(names));
    }
    if (found.isPresent() && !seen.add(found.get())) {
      problems.add(path + ": the type is there twice");
    }
    IdentifierType type = found.orElse(IdentifierType.OTHER_ID);
    boolean whole = value instanceof Map<?, ?>;
    Map<String, ?> map = whole ? map(path, value) : Map.of();
    known(path + ".", map, TYPE_KEYS);
    Object action = whole ? map.get("action") : value;
    if (action != null || !whole) {
      action(whole ? path + ".action" : path, type, action).ifPresent(it -> actions.put(type, it));
    }
    threshold(path + ".threshold", map.get("threshold"))
        .ifPresent(least -> thresholds.put(type, least));
  }

  private Optional<Action> action(String path, IdentifierType type, @Nullable Object value) {
    for (Action action : Action.values()) {
      if (value instanceof String name && lower(action.name()).equals(lower(name))) {
        if (action == Action.SHIFT && type != IdentifierType.DATE) {
          problems.add(path + ": only a date can be shifted");
        } else if (action == Action.GENERALISE && !COARSER.contains(type)) {
          problems.add(path + ": only date, location and age-over-89 have a coarser form");
        }
        return Optional.of(action);
      }
    }
    problems.add(
        path + ": " + shown(value) + " is no action: use keep, surrogate, generalise or shift");
    return Optional.empty();
  }

  private Optional<Float> threshold(String path, @Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
      return Optional.of(number.floatValue());
    }
    problems.add(path + ": " + shown(value) + " is no number from 0 to 1");
    return Optional.empty();
  }

  private Map<String, ?> map(String path, @Nullable Object value) {
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      problems.add(path + ": " + shown(value) + " is no mapping");
      return Map.of();
    }
    Map<String, Object> strings = new LinkedHashMap<>();
    map.forEach((key, each) -> strings.put(String.valueOf(key), each == null ? "nothing" : each));
    return strings;
  }

  private void known(String path, Map<String, ?> map, Set<String> keys) {
    for (String key : map.keySet()) {
      if (!keys.contains(key)) {
        problems.add(path + key + ": unknown: use one of " + join(new TreeSet<>(keys)));
      }
    }
  }

  private static Optional<IdentifierType> type(String key) {
    for (IdentifierType type : IdentifierType.values()) {
      if (lower(type.name()).equals(lower(key))) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return '"' + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + '"';
  }

  private static String join(Iterable<String> words) {
    return String.join(", ", words);
  }
}
