package org.wardhealth.policy;

import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.Auth;
import org.wardhealth.policy.Question.Build;
import org.wardhealth.policy.Question.Change;
import org.wardhealth.policy.Question.Client;
import org.wardhealth.policy.Question.Context;
import org.wardhealth.policy.Question.House;
import org.wardhealth.policy.Question.Model;
import org.wardhealth.policy.Question.Principal;
import org.wardhealth.policy.Question.Resource;
import org.wardhealth.policy.Question.Use;
import org.wardhealth.policy.Question.User;

/** A question in Cedar's values. */
final class CedarQuestion {
  private static final EntityTypeName USER = type("User");
  private static final EntityTypeName CLIENT = type("Client");
  private static final EntityTypeName ROLE = type("Role");
  private static final EntityTypeName MODEL = type("Model");
  private static final EntityTypeName HOUSE = type("House");
  private static final Map<Action, EntityUID> ACTIONS = actions();

  private final Entity principal;
  private final EntityUID action;
  private final Entity resource;
  private final Map<String, Value> context;

  CedarQuestion(Question question) {
    this.principal = entity(question.principal());
    this.action = uid(question.action());
    this.resource = entity(question.resource());
    this.context = values(question.context());
  }

  AuthorizationRequest request(Schema schema) {
    return new AuthorizationRequest(
        principal.getEUID(),
        action,
        resource.getEUID(),
        Optional.of(context),
        Optional.of(schema),
        true);
  }

  Set<Entity> entities() {
    return Set.of(principal, resource);
  }

  private static Entity entity(Principal principal) {
    Set<EntityUID> roles = new HashSet<>();
    principal.roles().forEach(role -> roles.add(new EntityUID(ROLE, role)));
    return switch (principal) {
      case User user ->
          new Entity(
              new EntityUID(USER, user.id()),
              Map.of(
                  "active", bool(user.active()),
                  "org", text(user.org()),
                  "trainingValid", bool(user.trainingValid())),
              roles);
      case Client client ->
          new Entity(
              new EntityUID(CLIENT, client.id()),
              Map.of(
                  "active", bool(client.active()),
                  "org", text(client.org()),
                  "purposes", set(client.purposes()),
                  "models", set(client.models())),
              roles);
    };
  }

  private static Entity entity(Resource resource) {
    return switch (resource) {
      case Model model ->
          new Entity(
              new EntityUID(MODEL, model.name()),
              Map.of(
                  "name", text(model.name()),
                  "state", text(model.state().word()),
                  "location", text(model.location().word()),
                  "agreement", bool(model.agreement()),
                  "riskClass", text(model.risk().word()),
                  "purposes", set(model.purposes()),
                  "clearance", set(model.clearance()),
                  "researchTerms", set(model.researchTerms())),
              Set.of());
      case House house -> new Entity(new EntityUID(HOUSE, house.name()));
    };
  }

  private static Map<String, Value> values(Context context) {
    return switch (context) {
      case Use use -> values(use);
      case Build build ->
          Map.of(
              "purpose", text(build.purpose()),
              "auth", auth(build.auth()),
              "deidentified", bool(build.deidentified()),
              "smallestGroup", number(build.smallestGroup()),
              "patientsRefused", number(build.patientsRefused()),
              "ethicsApproval", bool(build.ethicsApproval()));
      case Change change ->
          Map.of("auth", auth(change.auth()), "sameAsAuthor", bool(change.sameAsAuthor()));
    };
  }

  private static Map<String, Value> values(Use use) {
    Map<String, Value> values = new HashMap<>();
    values.put("purpose", text(use.purpose()));
    values.put("auth", auth(use.auth()));
    values.put("consent", consent(use.consent()));
    values.put("withoutConsent", text(use.withoutConsent().word()));
    values.put("careRelation", bool(use.careRelation()));
    values.put("vip", bool(use.vip()));
    values.put("ownRecord", bool(use.ownRecord()));
    values.put("labels", set(use.labels()));
    values.put("confidentiality", number(use.confidentiality()));
    values.put("deidentified", bool(use.deidentified()));
    use.breakGlass()
        .ifPresent(
            glass ->
                values.put(
                    "breakGlass",
                    new CedarMap(
                        Map.of(
                            "reason", text(glass.reason()),
                            "textLength", number(glass.textLength()),
                            "patients", number(glass.patients()),
                            "expiresInSeconds", number(glass.expiresInSeconds())))));
    return values;
  }

  private static Value auth(Auth auth) {
    return new CedarMap(
        Map.of(
            "aal", number(auth.aal()),
            "phishingResistant", bool(auth.phishingResistant()),
            "ageSeconds", number(auth.ageSeconds()),
            "senderConstrained", bool(auth.senderConstrained()),
            "managedDevice", bool(auth.managedDevice())));
  }

  private static Value consent(ConsentState consent) {
    return new CedarMap(
        Map.of(
            "purpose", text(consent.purpose().word()),
            "aiUse", text(consent.aiUse().word()),
            "externalDisclosure", text(consent.externalDisclosure().word()),
            "labelsWithheld", set(consent.labelsWithheld()),
            "researchTerms", set(consent.researchTerms()),
            "version", number(consent.version())));
  }

  private static EntityUID uid(Action action) {
    EntityUID uid = ACTIONS.get(action);
    if (uid == null) {
      throw new IllegalStateException("There is no action " + action + ".");
    }
    return uid;
  }

  private static Map<Action, EntityUID> actions() {
    Map<Action, EntityUID> actions = new HashMap<>();
    for (Action action : Action.values()) {
      actions.put(action, new EntityUID(type("Action"), action.word()));
    }
    return Map.copyOf(actions);
  }

  private static EntityTypeName type(String name) {
    return EntityTypeName.parse("Ward::" + name).orElseThrow();
  }

  private static Value text(String text) {
    return new PrimString(text);
  }

  private static Value bool(boolean value) {
    return new PrimBool(value);
  }

  private static Value number(long value) {
    return new PrimLong(value);
  }

  private static Value set(Set<String> texts) {
    return new CedarList(texts.stream().map(CedarQuestion::text).toList());
  }
}
