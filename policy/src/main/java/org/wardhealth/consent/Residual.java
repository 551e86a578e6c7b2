package org.wardhealth.consent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what a permit leaves out, and which labels that withholds. */
final class Residual {
  private final List<ResidualRule> rules = new ArrayList<>();
  private final Set<String> withheld = new HashSet<>();
  private int ceiling = Words.HIGHEST;
  private boolean restForbidden;

  /**
   * Adds what one consent leaves out.
   *
   * @param rest whether it forbids what its exceptions do not permit
   * @param several whether other consents add to this too: then no exception overrides a denial,
   *     for the rules stand in one list and it could be another's
   */
  void add(String consent, Found found, boolean rest, boolean several) {
    if (rest && !restForbidden) {
      restForbidden = true;
      String path = found.deciding.isEmpty() ? first(found) : found.deciding.getFirst().path;
      rules.add(ResidualRule.everything(consent, path));
      withheld.addAll(Words.SENSITIVITIES.codes());
      ceiling = -1;
    }
    boolean denied = false;
    for (Node node : found.exceptions) {
      boolean forbid = node.ruling == Ruling.DENY;
      if (!forbid && (denied ? several : !rest)) {
        continue;
      }
      denied |= forbid;
      rules.add(
          new ResidualRule(
              forbid,
              consent,
              node.path,
              node.scope.labels,
              node.scope.time,
              node.scope.data,
              node.scope.classes,
              node.scope.codes));
      if (forbid) {
        withhold(node.scope.labels);
      } else {
        give(node.scope);
      }
    }
  }

  private static String first(Found found) {
    return found.exceptions.stream()
        .filter(node -> node.ruling == Ruling.PERMIT)
        .findFirst()
        .map(node -> node.path)
        .orElse("");
  }

  private void withhold(List<Coding> labels) {
    for (Coding label : labels) {
      int level = Words.level(label);
      if (level >= 0) {
        ceiling = Math.min(ceiling, level - 1);
        for (String code : Words.SENSITIVITIES.codes()) {
          if (level <= Words.NORMAL
              || (level <= Words.RESTRICTED_LEVEL && Words.restricted(Coding.sensitivity(code)))) {
            withheld.add(code);
          }
        }
      } else if (Words.sensitivity(label)) {
        withheld.addAll(Words.SENSITIVITIES.below(label.code()));
      }
    }
  }

  private void give(DataScope scope) {
    if (scope.labels.isEmpty()) {
      ceiling = Words.HIGHEST;
      withheld.clear();
    }
    for (Coding label : scope.labels) {
      int level = Words.level(label);
      if (level >= 0) {
        ceiling = Math.max(ceiling, level);
        withheld.removeIf(
            code ->
                level >= Words.RESTRICTED_LEVEL
                    || (level >= Words.NORMAL && !Words.restricted(Coding.sensitivity(code))));
      } else if (Words.sensitivity(label)) {
        withheld.removeAll(Words.SENSITIVITIES.below(label.code()));
      }
    }
  }

  List<ResidualRule> rules() {
    return List.copyOf(rules);
  }

  Set<String> withheld() {
    withheld.remove("ANY");
    return Set.copyOf(withheld);
  }

  int ceiling() {
    return ceiling;
  }
}
