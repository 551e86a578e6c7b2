package org.wardhealth.consent;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A question, prepared once for all provisions that it is put to. */
final class Asked {
  final Rules rules;
  final Coding purpose;
  final boolean knownPurpose;
  final Set<String> purposes;
  final Coding action;
  final boolean knownAction;
  final Set<Coding> permitting;
  final Set<Coding> denying;
  final Actor actor;
  final long time;
  final @Nullable AskedData data;

  Asked(ConsentQuestion question, Rules rules) {
    this.rules = rules;
    this.purpose = question.purpose();
    this.knownPurpose = Words.knownPurpose(purpose);
    this.purposes =
        rules.on(Rule.PURPOSE_KINDS) && knownPurpose
            ? Words.PURPOSES.above(purpose.code())
            : Set.of(purpose.code());
    this.action = question.action();
    this.knownAction = Words.knownAction(action);
    this.permitting = permitting(action, rules);
    this.denying = denying(action, rules);
    this.actor = question.actor();
    this.time = question.time().toEpochMilli();
    this.data = question.data().orElse(null);
  }

  /** The actions whose permission includes this one. */
  private static Set<Coding> permitting(Coding action, Rules rules) {
    Set<Coding> all = new HashSet<>();
    all.add(action);
    if (action.equals(Coding.action("access")) && rules.on(Rule.CORRECT_INCLUDES_ACCESS)) {
      all.add(Coding.action("correct"));
    }
    general(action, rules, all);
    return all;
  }

  /** The actions whose denial includes this one. */
  private static Set<Coding> denying(Coding action, Rules rules) {
    Set<Coding> all = new HashSet<>();
    all.add(action);
    if (action.equals(Coding.action("correct")) && rules.on(Rule.DENIED_ACCESS_DENIES_CORRECTION)) {
      all.add(Coding.action("access"));
    }
    if (action.system().equals(Coding.AI) && rules.on(Rule.DENIED_AI_DENIES_KINDS)) {
      all.add(Coding.ai(Words.AI_PROCESSING));
    }
    general(action, rules, all);
    return all;
  }

  /** AI is a use of data; that of a vendor outside is a disclosure. */
  private static void general(Coding action, Rules rules, Set<Coding> all) {
    if (action.system().equals(Coding.AI)) {
      if (action.code().equals(Words.AI_EXTERNAL)) {
        if (rules.on(Rule.EXTERNAL_IS_DISCLOSURE)) {
          all.add(Coding.action("disclose"));
        }
      } else if (rules.on(Rule.AI_IS_USE)) {
        all.add(Coding.action("use"));
      }
    }
  }
}
