package org.wardhealth.consent;

import java.util.List;

/**
 * A provision, ready to be asked. Immutable, and shared by all consents that say the same.
 *
 * <p>What an exception does not name, it has from what it is an exception to. Who, why, what and
 * when a permit is for must besides lie within all that it stands in; a denial only has what it
 * names. So a denial reaches as far as its words, and a permit never further than its base. The
 * data are another matter: in IHE PCF an exception names data that its base is not about ("normal
 * data for all, restricted data for one"), so here the exception's words replace the base's, for
 * permits too.
 */
final class Node {
  final String path;
  final Ruling ruling;
  final Span period;
  final List<String> terms;
  final List<String> obligations;
  final boolean scoped;
  final DataScope scope;
  final boolean namesAi;
  final boolean aiBelow;
  final Node[] exceptions;
  private final boolean unknown;
  private final List<Coding> ownPurposes;
  private final List<Coding> ownActions;
  private final List<ActorRule> ownActors;
  private final List<Coding> purposes;
  private final List<Coding> actions;
  private final List<ActorRule> actors;

  private Node(Provision rule, Span above, Inherited from, Rules rules) {
    this.path = rule.path();
    this.ruling = rule.ruling();
    this.period = rule.period().and(above);
    this.unknown = rule.unknown();
    this.ownPurposes = rule.purposes();
    this.ownActions = rule.actions();
    this.ownActors = rule.actors();
    boolean inherit = rules.on(Rule.INHERIT);
    this.purposes = pick(ownPurposes, from.purposes(), inherit);
    this.actions = pick(ownActions, from.actions(), inherit);
    this.actors = pick(ownActors, from.actors(), inherit);
    this.terms = pick(rule.terms(), from.terms(), true);
    this.obligations = pick(rule.obligations(), from.obligations(), true);
    DataScope own =
        new DataScope(rule.labels(), rule.classes(), rule.codes(), rule.dataPeriod(), rule.data());
    DataScope whole = own.all() ? from.scope() : own.within(from.scope());
    this.scope = inherit ? whole : own;
    this.scoped = !scope.all();
    this.namesAi = actions.stream().anyMatch(action -> action.system().equals(Coding.AI));
    Inherited down = new Inherited(purposes, actions, actors, terms, obligations, scope);
    this.exceptions =
        rule.exceptions().stream()
            .map(exception -> new Node(exception, period, down, rules))
            .toArray(Node[]::new);
    boolean below = namesAi;
    for (Node exception : exceptions) {
      below |= exception.aiBelow;
    }
    this.aiBelow = below;
  }

  private record Inherited(
      List<Coding> purposes,
      List<Coding> actions,
      List<ActorRule> actors,
      List<String> terms,
      List<String> obligations,
      DataScope scope) {}

  static Node of(Provision base, Rules rules) {
    return new Node(
        base,
        Span.ALWAYS,
        new Inherited(List.of(), List.of(), List.of(), List.of(), List.of(), DataScope.ALL),
        rules);
  }

  private static <T> List<T> pick(List<T> own, List<T> from, boolean inherit) {
    return own.isEmpty() && inherit ? from : own;
  }

  /** Whether the question lies within what this names of who, why, what and when. */
  boolean holds(Asked asked) {
    Match match =
        unknown
            ? Match.UNKNOWN
            : purpose(ownPurposes, asked)
                .and(action(ownActions, asked, true))
                .and(actor(ownActors, asked));
    return inTime(asked)
        && (asked.rules.on(Rule.PERMIT_NEEDS_KNOWN) ? match == Match.YES : match != Match.NO);
  }

  /** Whether the denial that stands here could be about the question. */
  boolean denies(Asked asked) {
    Match match =
        purpose(purposes, asked)
            .and(action(actions, asked, false))
            .and(actor(actors, asked))
            .and(unknown ? Match.UNKNOWN : Match.YES);
    return inTime(asked) && taken(match, asked.rules);
  }

  /** Whether this speaks about the purpose at all. */
  boolean about(Asked asked) {
    return purpose(ownPurposes, asked) == Match.YES;
  }

  /** Whether the data of the question are among those that this is about. */
  boolean covers(AskedData data, Rules rules) {
    return switch (ruling) {
      case PERMIT -> {
        Match match = scope.permits(data, rules);
        yield rules.on(Rule.PERMIT_NEEDS_KNOWN) ? match == Match.YES : match != Match.NO;
      }
      case DENY -> taken(scope.denies(data, rules), rules);
      case NONE -> false;
    };
  }

  private static boolean taken(Match match, Rules rules) {
    return rules.on(Rule.DENY_TAKES_UNKNOWN) ? match != Match.NO : match == Match.YES;
  }

  private boolean inTime(Asked asked) {
    return period.contains(asked.time) || !asked.rules.on(Rule.PERIOD);
  }

  private static Match purpose(List<Coding> purposes, Asked asked) {
    if (purposes.isEmpty() || !asked.rules.on(Rule.PURPOSE)) {
      return Match.YES;
    }
    Match match = Match.NO;
    for (Coding purpose : purposes) {
      if (purpose.equals(asked.purpose)) {
        return Match.YES;
      }
      if (!asked.knownPurpose || !Words.knownPurpose(purpose)) {
        match = Match.UNKNOWN;
      } else if (asked.purposes.contains(purpose.code())) {
        return Match.YES;
      }
    }
    return match;
  }

  private static Match action(List<Coding> actions, Asked asked, boolean permit) {
    if (actions.isEmpty() || !asked.rules.on(Rule.ACTION)) {
      return Match.YES;
    }
    Match match = Match.NO;
    for (Coding action : actions) {
      if ((permit ? asked.permitting : asked.denying).contains(action)) {
        return Match.YES;
      }
      if (!asked.knownAction || !Words.knownAction(action)) {
        match = Match.UNKNOWN;
      }
    }
    return match;
  }

  private static Match actor(List<ActorRule> actors, Asked asked) {
    if (actors.isEmpty() || !asked.rules.on(Rule.ACTOR)) {
      return Match.YES;
    }
    Match match = Match.NO;
    for (ActorRule rule : actors) {
      if (!rule.evaluable()) {
        match = Match.UNKNOWN;
      } else if ((rule.reference().isEmpty() || asked.actor.is(rule.reference()))
          && (rule.role().isEmpty()
              || !asked.rules.on(Rule.ACTOR_ROLE)
              || rule.role().stream().anyMatch(asked.actor.roles()::contains))) {
        return Match.YES;
      }
    }
    return match;
  }
}
