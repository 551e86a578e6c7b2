package org.wardhealth.consent;

import java.util.ArrayList;
import java.util.List;

/**
 * What one consent says of a question: a ruling for all data that are asked about, and exceptions
 * for some of them, the outer before the inner.
 */
final class Found {
  Ruling base = Ruling.NONE;
  List<Node> deciding = List.of();
  List<Node> exceptions = List.of();

  /** Whether nothing was found but that the consent permits other things for this purpose. */
  boolean limited;

  /** The deepest provisions that apply; among siblings of both kinds the denial. */
  static Found in(Node base, Asked asked) {
    Found found = walk(base, asked, true);
    if (found.base == Ruling.NONE
        && !found.permitsSome()
        && base.ruling == Ruling.PERMIT
        && asked.rules.on(Rule.LIMITS_OF_A_PERMIT)
        && base.about(asked)) {
      found.limited = true;
      found.deciding = List.of(base);
    }
    return found;
  }

  /**
   * Whether a provision that names AI refuses any of it, be it about part of the data alone, and
   * whatever others say: a denial that nothing below it lifts for all data, or a permit for part of
   * the data, which refuses the rest.
   */
  static boolean refusesAi(Node node, Asked asked) {
    return node.aiBelow && refusesAi(node, asked, true);
  }

  private static boolean refusesAi(Node node, Asked asked, boolean above) {
    boolean holds = above && node.holds(asked);
    for (Node inner : node.exceptions) {
      if (inner.aiBelow && refusesAi(inner, asked, holds)) {
        return true;
      }
    }
    return node.namesAi
        && switch (node.ruling) {
          case DENY -> node.denies(asked) && walk(node, asked, above).base != Ruling.PERMIT;
          case PERMIT -> node.scoped && holds;
          case NONE -> false;
        };
  }

  boolean permitsSome() {
    for (Node exception : exceptions) {
      if (exception.ruling == Ruling.PERMIT) {
        return true;
      }
    }
    return false;
  }

  private static Found walk(Node node, Asked asked, boolean above) {
    Rules rules = asked.rules;
    boolean holds = node.holds(asked);
    boolean applies =
        switch (node.ruling) {
          case PERMIT -> holds && (above || !rules.on(Rule.PERMIT_WITHIN_ANCESTORS));
          case DENY -> node.denies(asked);
          case NONE -> false;
        };
    boolean some = false;
    if (applies && node.scoped) {
      if (asked.data == null) {
        some = true;
      } else {
        applies = node.covers(asked.data, rules);
      }
    }
    Found found = new Found();
    boolean denied = false;
    boolean permitted = false;
    Found[] inner = new Found[node.exceptions.length];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = walk(node.exceptions[i], asked, above && holds);
      denied |= inner[i].base == Ruling.DENY;
      permitted |= inner[i].base == Ruling.PERMIT;
    }
    boolean denialFirst = rules.on(Rule.DENY_AMONG_SIBLINGS);
    Ruling below =
        denied && (denialFirst || !permitted)
            ? Ruling.DENY
            : permitted ? Ruling.PERMIT : Ruling.NONE;
    if (applies && !some && !rules.on(Rule.DEEPEST)) {
      below = Ruling.NONE;
    }
    if (below == Ruling.NONE) {
      if (applies && !some) {
        found.base = node.ruling;
        found.deciding = List.of(node);
      } else if (some) {
        found.except(node);
      }
      for (Found each : inner) {
        each.exceptions.forEach(found::except);
      }
    } else {
      found.base = below;
      for (Found each : inner) {
        if (each.base == below) {
          found.decide(each.deciding);
        }
        if (each.base == below || below == Ruling.PERMIT) {
          each.exceptions.forEach(found::except);
        }
      }
    }
    return found;
  }

  private void except(Node node) {
    if (exceptions.isEmpty()) {
      exceptions = new ArrayList<>();
    }
    exceptions.add(node);
  }

  private void decide(List<Node> nodes) {
    if (deciding.isEmpty()) {
      deciding = new ArrayList<>();
    }
    deciding.addAll(nodes);
  }
}
