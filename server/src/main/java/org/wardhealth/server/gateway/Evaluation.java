package org.wardhealth.server.gateway;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.wardhealth.policy.Question.Auth;
import org.wardhealth.server.identity.Role;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * May this subject do this to that? As the Authorization API 1.0 of OpenID AuthZEN asks it.
 *
 * <p>A field that Ward does not know is refused, in {@code context} and {@code properties} too: a
 * misspelt label would otherwise be a label less.
 *
 * @param type what the resource is
 * @param id the resource's, as the caller wrote it
 */
record Evaluation(Asks asks, String action, String type, String id, Stated stated) {
  private static final int MOST_LABELS = 32;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Map<String, Integer> CONFIDENTIALITY =
      Map.of("U", 0, "L", 1, "M", 2, "N", 3, "R", 4, "V", 5);
  private static final long NEVER = 100L * 365 * 24 * 3600;

  /** For whom it is asked. */
  sealed interface Asks {
    /** A registered application, by id or name. */
    record Application(String name) implements Asks {}

    /** A person, with what the caller states of them. */
    record Person(String id, Set<String> roles, boolean active, boolean trained, Auth auth)
        implements Asks {}

    /** Somebody of a type that Ward does not know. */
    record Other() implements Asks {}
  }

  /** The facts around it, as the caller states them. */
  record Stated(Context context, Facts.Data data, Facts.Relation relation) {}

  /**
   * Reads one.
   *
   * @param defaults where a member is looked for that {@code tuple} lacks
   * @param where before the names of fields: nothing, or {@code evaluations[3].}
   */
  static Evaluation of(ObjectNode tuple, ObjectNode defaults, String where) {
    ObjectNode action = member("action", tuple, defaults, where, List.of("name", "properties"));
    none(action, where + "action");
    ObjectNode resource =
        member("resource", tuple, defaults, where, List.of("type", "id", "properties"));
    none(resource, where + "resource");
    return new Evaluation(
        asks(member("subject", tuple, defaults, where, List.of("type", "id", "properties")), where),
        Fields.string(action.path("name"), where + "action.name"),
        Fields.string(resource.path("type"), where + "resource.type"),
        Fields.string(resource.path("id"), where + "resource.id"),
        stated(
            tuple.has("context") ? tuple.path("context") : defaults.path("context"),
            where + "context"));
  }

  private static ObjectNode member(
      String name, ObjectNode tuple, ObjectNode defaults, String where, List<String> known) {
    JsonNode node = tuple.has(name) ? tuple.path(name) : defaults.path(name);
    if (node.isMissingNode()) {
      throw Fields.missing(where + name);
    }
    ObjectNode object = Fields.object(node, where + name);
    Fields.only(object, where + name, known);
    return object;
  }

  /** Properties of what has none here. */
  private static void none(ObjectNode of, String where) {
    JsonNode properties = of.path("properties");
    if (!properties.isMissingNode()) {
      Fields.only(
          Fields.object(properties, where + ".properties"), where + ".properties", List.of());
    }
  }

  private static Asks asks(ObjectNode subject, String before) {
    String where = before + "subject";
    String type = Fields.string(subject.path("type"), where + ".type");
    return switch (type) {
      case "application" -> {
        none(subject, where);
        yield new Asks.Application(Fields.string(subject.path("id"), where + ".id"));
      }
      case "user" -> person(subject, where);
      default -> {
        Fields.string(subject.path("id"), where + ".id");
        yield new Asks.Other();
      }
    };
  }

  private static Asks.Person person(ObjectNode subject, String where) {
    String id = Fields.name(subject.path("id"), where + ".id");
    String in = where + ".properties";
    JsonNode given = subject.path("properties");
    ObjectNode properties = given.isMissingNode() ? subject.objectNode() : Fields.object(given, in);
    Fields.only(
        properties,
        in,
        List.of(
            "roles",
            "active",
            "trainingValid",
            "aal",
            "factorAge",
            "phishingResistant",
            "senderConstrained",
            "managedDevice"));
    Set<String> roles = new HashSet<>();
    for (String role : texts(properties.path("roles"), in + ".roles", Role.values().length)) {
      roles.add(
          Role.parse(role)
              .orElseThrow(() -> Fields.wrong(in + ".roles", "some of " + Role.codes()))
              .code());
    }
    return new Asks.Person(
        id,
        Set.copyOf(roles),
        flag(properties, "active", in, true),
        flag(properties, "trainingValid", in, false),
        new Auth(
            (int) whole(properties, "aal", in, 1, 3, 1),
            flag(properties, "phishingResistant", in, false),
            whole(properties, "factorAge", in, 0, NEVER, NEVER),
            flag(properties, "senderConstrained", in, false),
            flag(properties, "managedDevice", in, false)));
  }

  private static Stated stated(JsonNode node, String where) {
    ObjectNode context =
        node.isMissingNode() ? JsonNodeFactory.instance.objectNode() : Fields.object(node, where);
    Fields.only(
        context,
        where,
        List.of(
            "purpose",
            "patient",
            "labels",
            "confidentiality",
            "deidentified",
            "careRelation",
            "vip",
            "ownRecord"));
    Set<String> labels = new TreeSet<>();
    for (String label : texts(context.path("labels"), where + ".labels", MOST_LABELS)) {
      if (!LABEL.matcher(label).matches()) {
        throw Fields.wrong(where + ".labels", "codes of 1 to 64 letters, digits or _ . -");
      }
      labels.add(label);
    }
    String confidentiality =
        context.has("confidentiality")
            ? Fields.oneOf(
                context.path("confidentiality"),
                where + ".confidentiality",
                CONFIDENTIALITY.keySet())
            : "N";
    return new Stated(
        new Context(
            Fields.optionalString(context.path("patient"), where + ".patient"),
            Fields.optionalString(context.path("purpose"), where + ".purpose"),
            Optional.empty()),
        new Facts.Data(
            labels,
            CONFIDENTIALITY.getOrDefault(confidentiality, 5),
            context.has("labels"),
            flag(context, "deidentified", where, false)),
        new Facts.Relation(
            flag(context, "careRelation", where, false),
            flag(context, "vip", where, false),
            flag(context, "ownRecord", where, false)));
  }

  private static List<String> texts(JsonNode node, String where, int most) {
    List<String> texts = new ArrayList<>();
    if (node.isMissingNode()) {
      return texts;
    }
    for (JsonNode text : Fields.array(node, where)) {
      texts.add(Fields.string(text, where));
    }
    if (texts.size() > most) {
      throw Fields.wrong(where, "at most " + most + " long");
    }
    return texts;
  }

  private static boolean flag(ObjectNode object, String name, String where, boolean otherwise) {
    JsonNode node = object.path(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw Fields.wrong(where + "." + name, "true or false");
    }
    return node.asBoolean();
  }

  private static long whole(
      ObjectNode object, String name, String where, long least, long most, long otherwise) {
    JsonNode node = object.path(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.asLong() < least
        || node.asLong() > most) {
      throw Fields.wrong(where + "." + name, "a whole number from " + least + " to " + most);
    }
    return node.asLong();
  }
}
