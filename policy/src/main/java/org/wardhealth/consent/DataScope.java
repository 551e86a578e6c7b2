package org.wardhealth.consent;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The data that a provision is about, and whether given data are among them.
 *
 * <p>What differs between a permit and a denial: a permit to a confidentiality reaches down (FHIR:
 * a high water mark), a denial reaches up; a permit to sensitivities must name all that the data
 * have, a denial one; data must lie within the permitted time, or touch the denied.
 */
final class DataScope {
  static final DataScope ALL =
      new DataScope(List.of(), List.of(), List.of(), Span.ALWAYS, List.of());

  final List<Coding> labels;
  final List<Coding> classes;
  final List<List<Coding>> codes;
  final Span time;
  final List<DataRule> data;
  private final int ceiling;
  private final int floor;
  private final Set<String> sensitivities;
  private final Set<String> kinds;

  DataScope(
      List<Coding> labels,
      List<Coding> classes,
      List<List<Coding>> codes,
      Span time,
      List<DataRule> data) {
    this.labels = labels;
    this.classes = classes;
    this.codes = codes;
    this.time = time;
    this.data = data;
    int most = -1;
    int least = Words.HIGHEST + 1;
    Set<String> named = new HashSet<>();
    Set<String> with = new HashSet<>();
    for (Coding label : labels) {
      int level = Words.level(label);
      if (level >= 0) {
        most = Math.max(most, level);
        least = Math.min(least, level);
      } else if (Words.sensitivity(label)) {
        named.add(label.code());
        with.addAll(Words.SENSITIVITIES.below(label.code()));
      }
    }
    this.ceiling = most;
    this.floor = least;
    this.sensitivities = Set.copyOf(named);
    this.kinds = Set.copyOf(with);
  }

  boolean all() {
    return labels.isEmpty()
        && classes.isEmpty()
        && codes.isEmpty()
        && data.isEmpty()
        && time.equals(Span.ALWAYS);
  }

  /**
   * What this adds to what its base is about: an element that is named here replaces the base's.
   */
  DataScope within(DataScope base) {
    return new DataScope(
        labels.isEmpty() ? base.labels : labels,
        classes.isEmpty() ? base.classes : classes,
        codes.isEmpty() ? base.codes : codes,
        time.equals(Span.ALWAYS) ? base.time : time,
        data.isEmpty() ? base.data : data);
  }

  Match permits(AskedData asked, Rules rules) {
    return Match.of(permitsLabels(asked, rules))
        .and(types(asked, rules))
        .and(codes(asked, rules))
        .and(relation(asked, rules))
        .and(
            time.equals(Span.ALWAYS)
                ? Match.YES
                : asked
                    .time()
                    .map(
                        when ->
                            Match.of(
                                rules.on(Rule.DATA_TIME_WITHIN)
                                    ? time.contains(when)
                                    : time.overlaps(when)))
                    .orElse(Match.UNKNOWN));
  }

  Match denies(AskedData asked, Rules rules) {
    return Match.of(deniesLabels(asked, rules))
        .and(types(asked, rules))
        .and(codes(asked, rules))
        .and(relation(asked, rules))
        .and(
            time.equals(Span.ALWAYS)
                ? Match.YES
                : asked
                    .time()
                    .map(
                        when ->
                            Match.of(
                                rules.on(Rule.DATA_TIME_TOUCHED)
                                    ? time.overlaps(when)
                                    : time.contains(when)))
                    .orElse(Match.UNKNOWN));
  }

  private Set<String> kinds(Rules rules) {
    return rules.on(Rule.SENSITIVITY_KINDS) ? kinds : sensitivities;
  }

  private boolean permitsLabels(AskedData asked, Rules rules) {
    if (labels.isEmpty()) {
      return true;
    }
    if (ceiling >= 0
        && (rules.on(Rule.PERMITTED_CEILING)
            ? asked.level() <= ceiling
            : asked.level() >= ceiling)) {
      return true;
    }
    Set<String> named = kinds(rules);
    boolean any = false;
    boolean every = true;
    for (Coding label : asked.labels()) {
      if (Words.sensitivity(label)) {
        boolean among = named.contains(label.code());
        any |= among;
        every &= among;
      } else if (Words.level(label) < 0 && labels.contains(label)) {
        return true;
      }
    }
    return any && (every || !rules.on(Rule.PERMIT_COVERS_ALL));
  }

  private boolean deniesLabels(AskedData asked, Rules rules) {
    if (labels.isEmpty()) {
      return true;
    }
    if (floor <= Words.HIGHEST
        && (rules.on(Rule.DENIED_FLOOR) ? asked.level() >= floor : asked.level() <= floor)) {
      return true;
    }
    Set<String> named = kinds(rules);
    for (Coding label : asked.labels()) {
      if (Words.sensitivity(label)
          ? named.contains(label.code())
          : Words.level(label) < 0 && labels.contains(label)) {
        return true;
      }
    }
    return false;
  }

  private Match types(AskedData asked, Rules rules) {
    if (classes.isEmpty() || !rules.on(Rule.CLASS)) {
      return Match.YES;
    }
    Match match = Match.NO;
    for (Coding type : classes) {
      if (asked.types().contains(type)) {
        return Match.YES;
      }
      if (asked.types().stream().noneMatch(has -> has.system().equals(type.system()))) {
        match = Match.UNKNOWN;
      }
    }
    return match;
  }

  private Match codes(AskedData asked, Rules rules) {
    if (codes.isEmpty() || !rules.on(Rule.CODE)) {
      return Match.YES;
    }
    Match match = asked.codes().isEmpty() ? Match.UNKNOWN : Match.NO;
    for (List<Coding> concept : codes) {
      if (concept.isEmpty()) {
        match = Match.UNKNOWN;
      }
      for (Coding code : concept) {
        if (asked.codes().contains(code)) {
          return Match.YES;
        }
      }
    }
    return match;
  }

  private Match relation(AskedData asked, Rules rules) {
    if (data.isEmpty()) {
      return Match.YES;
    }
    Match match = Match.NO;
    for (DataRule rule : data) {
      match = match.or(relation(rule, asked, rules));
    }
    return match;
  }

  private static Match relation(DataRule rule, AskedData asked, Rules rules) {
    if (rule.reference().isEmpty()) {
      return Match.UNKNOWN;
    }
    Match itself =
        asked.reference().map(r -> Match.of(r.equals(rule.reference()))).orElse(Match.UNKNOWN);
    return switch (rule.meaning()) {
      case INSTANCE -> rules.on(Rule.DATA_INSTANCE) ? itself : Match.NO;
      case RELATED, DEPENDENTS ->
          rules.on(Rule.DATA_RELATED)
              ? itself.or(
                  asked
                      .related()
                      .map(all -> Match.of(all.contains(rule.reference())))
                      .orElse(Match.UNKNOWN))
              : itself;
      case AUTHOREDBY ->
          rules.on(Rule.DATA_AUTHOR)
              ? asked
                  .authors()
                  .map(all -> Match.of(all.contains(rule.reference())))
                  .orElse(Match.UNKNOWN)
              : itself;
    };
  }
}
