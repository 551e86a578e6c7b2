package org.wardhealth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test of the tests: whoever deletes a policy, turns its effect round or negates one of its
 * conditions changes how at least one named case comes out, or has a set that is refused at load.
 */
class MutationTest {
  private static final Pattern CLAUSE = Pattern.compile("(?m)^(when|unless)(?=\\s*\\{)");
  private static final PolicySource SHIPPED = PolicySource.shipped();

  /** A set with one planted fault. */
  record Mutant(String name, PolicySource source) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Mutant> mutants() {
    List<Mutant> mutants = new ArrayList<>();
    SHIPPED
        .policies()
        .forEach(
            (file, text) -> {
              mutants.add(new Mutant(file + " deleted", SHIPPED.without(file)));
              mutants.add(new Mutant(file + " turned round", turned(file, text)));
              Matcher clause = CLAUSE.matcher(text);
              int clauses = 0;
              while (clause.find()) {
                clauses++;
                String other = clause.group(1).equals("when") ? "unless" : "when";
                mutants.add(
                    new Mutant(
                        file + " condition " + clauses + " negated",
                        SHIPPED.with(
                            file,
                            text.substring(0, clause.start())
                                + other
                                + text.substring(clause.end()))));
              }
              assertThat(clauses).as(file).isPositive();
            });
    return mutants;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isCaught(Mutant mutant) {
    Policies policies;
    try {
      policies = Policies.load(mutant.source());
    } catch (PolicyProblems e) {
      // Cedar's strict validation has caught it: it would read what is not there.
      assertThat(e.problems()).isNotEmpty();
      return;
    }
    assertThat(Scenario.all())
        .as(mutant.name())
        .anyMatch(
            scenario -> policies.evaluate(scenario.question()).outcome() != scenario.outcome());
  }

  /** The other effect, in a layer that has it. */
  private static PolicySource turned(String file, String text) {
    Matcher effect = Pattern.compile("(?m)^(permit|forbid)(?=\\s*\\()").matcher(text);
    assertThat(effect.find()).as(file).isTrue();
    boolean permits = effect.group(1).equals("permit");
    String name = file.substring(file.indexOf('/') + 1);
    return SHIPPED
        .without(file)
        .with(
            (permits ? "organisation/" : "role/") + name,
            text.substring(0, effect.start())
                + (permits ? "forbid" : "permit")
                + text.substring(effect.end()));
  }
}
