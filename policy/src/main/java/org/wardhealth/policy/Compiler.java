package org.wardhealth.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes a set of policies out of its text, or says everything that is wrong with it. */
final class Compiler {
  private static final Set<String> ANNOTATIONS =
      new TreeSet<>(Set.of("id", "says", "obligation", "stepup", "ask"));
  private static final Pattern FILE = Pattern.compile("([a-z]+)/([a-z][a-z0-9-]{0,63})\\.cedar");
  private static final Pattern OBLIGATION = Pattern.compile("[a-z]+=[a-zA-Z0-9_-]+");

  private final PolicySource source;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Rule> rules = new HashMap<>();
  private final Map<String, String> files = new HashMap<>();
  private final Set<Policy> policies = new HashSet<>();

  private Compiler(PolicySource source) {
    this.source = source;
  }

  /** A set that is ready. */
  record Compiled(Map<String, Rule> rules, PolicySet set, Schema schema) {}

  /**
   * Compiles.
   *
   * @throws PolicyProblems with all that is wrong
   */
  static Compiled compile(PolicySource source, BasicAuthorizationEngine cedar) {
    return new Compiler(source).compile(cedar);
  }

  private Compiled compile(BasicAuthorizationEngine cedar) {
    source.policies().forEach(this::read);
    if (source.policies().isEmpty()) {
      problems.add(
          "The set is empty: put one policy per file into the folders organisation, role, patient"
              + " and model.");
    }
    Optional<Schema> schema = schema();
    if (schema.isPresent() && !policies.isEmpty()) {
      PolicySet set = new PolicySet(Set.copyOf(policies));
      validate(cedar, schema.get(), set);
      if (problems.isEmpty()) {
        try {
          set.cache();
          schema.get().cache();
          return new Compiled(Map.copyOf(rules), set, schema.get());
        } catch (CacheException e) {
          problems.add("Cedar cannot keep the set: " + e.getMessage());
        }
      }
    }
    throw new PolicyProblems(problems);
  }

  private Optional<Schema> schema() {
    try {
      return Optional.of(Schema.parse(Schema.JsonOrCedar.Cedar, source.schema()));
    } catch (AuthException | RuntimeException e) {
      problems.add("The schema cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void read(String file, String text) {
    var name = FILE.matcher(file);
    Optional<Layer> layer = name.matches() ? Layer.of(name.group(1)) : Optional.empty();
    if (layer.isEmpty()) {
      problems.add(
          file
              + ": a policy lies in organisation, role, patient or model and is named by its id:"
              + " lower-case letters, digits and '-', then .cedar");
      return;
    }
    String id = name.group(2);
    Policy policy = new Policy(text, id);
    Map<String, String> notes;
    Rule.Effect effect;
    try {
      if (PolicySet.parsePolicies(text).getNumPolicies() != 1) {
        problems.add(file + ": one file holds one policy, and no template");
        return;
      }
      notes = policy.getAnnotations();
      effect = policy.effect() == Effect.PERMIT ? Rule.Effect.PERMIT : Rule.Effect.FORBID;
    } catch (AuthException | RuntimeException e) {
      problems.add(file + ": cannot be read: " + e.getMessage());
      return;
    }
    String other = files.putIfAbsent(id, file);
    if (other != null) {
      problems.add(file + ": " + other + " has the same id; each is used once in a set");
      return;
    }
    if (effect != layer.get().effect()) {
      problems.add(
          file
              + ": the layer '"
              + layer.get().folder()
              + "' only has policies that "
              + layer.get().effect().name().toLowerCase(java.util.Locale.ROOT));
    }
    annotations(file, id, notes);
    policies.add(policy);
    rules.put(
        id,
        new Rule(
            id,
            layer.get(),
            effect,
            notes.getOrDefault("says", "").strip(),
            obligations(file, notes),
            stepUp(file, notes),
            Optional.ofNullable(notes.get("ask"))));
  }

  private void annotations(String file, String id, Map<String, String> notes) {
    for (String note : new TreeSet<>(notes.keySet())) {
      if (!ANNOTATIONS.contains(note)) {
        problems.add(
            file
                + ": Ward does not know @"
                + note
                + "; it knows @"
                + String.join(", @", ANNOTATIONS));
      }
    }
    if (!id.equals(notes.get("id"))) {
      problems.add(file + ": needs @id(\"" + id + "\"), as its file is named");
    }
    if (notes.getOrDefault("says", "").isBlank()) {
      problems.add(
          file + ": needs @says(\"…\"), the sentence that who is denied or permitted reads");
    }
  }

  private List<String> obligations(String file, Map<String, String> notes) {
    if (!notes.containsKey("obligation")) {
      return List.of();
    }
    List<String> obligations = List.of(notes.get("obligation").split(";", -1));
    for (String one : obligations) {
      if (!OBLIGATION.matcher(one).matches()) {
        problems.add(
            file + ": an obligation is KEY=VALUE, more are parted by ';', not '" + one + "'");
      }
    }
    return obligations;
  }

  private Optional<StepUp> stepUp(String file, Map<String, String> notes) {
    if (!notes.containsKey("stepup")) {
      return Optional.empty();
    }
    Optional<StepUp> way = StepUp.of(notes.get("stepup"));
    if (way.isEmpty()) {
      problems.add(
          file + ": @stepup is one of " + StepUp.words() + ", not '" + notes.get("stepup") + "'");
    }
    return way;
  }

  private void validate(BasicAuthorizationEngine cedar, Schema schema, PolicySet set) {
    ValidationResponse response;
    try {
      response = cedar.validate(new ValidationRequest(schema, set));
    } catch (AuthException | RuntimeException e) {
      problems.add("Cedar cannot validate the set: " + e.getMessage());
      return;
    }
    response.errors.ifPresent(
        errors -> errors.forEach(error -> problems.add("Cedar: " + said(error))));
    response.success.ifPresent(
        success -> {
          success.validationErrors.forEach(
              error -> problems.add(file(error.getPolicyId()) + ": " + said(error.getError())));
          // A condition that can never be true, or text that looks like other text: not in a set.
          success.validationWarnings.forEach(
              error -> problems.add(file(error.getPolicyId()) + ": " + said(error.getError())));
        });
    if (response.success.isEmpty() && response.errors.isEmpty()) {
      problems.add("Cedar gave no answer when it was asked to validate the set.");
    }
  }

  private String file(String id) {
    return files.getOrDefault(id, id);
  }

  private static String said(DetailedError error) {
    return error.message + error.help.map(help -> " (" + help + ")").orElse("");
  }
}
