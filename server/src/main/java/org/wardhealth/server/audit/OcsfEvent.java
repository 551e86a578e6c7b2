package org.wardhealth.server.audit;

import java.util.Set;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry in the form of the Open Cybersecurity Schema Framework 1.4: account change (3001),
 * authentication (3002), application lifecycle (6002), else API activity (6003). The entry itself
 * is in {@code unmapped}, whole.
 */
final class OcsfEvent {
  private static final Set<String> UNKNOWN_CALLER =
      Set.of("missing_api_key", "invalid_api_key", "certificate_required");

  /** A class of events of the framework, with what happened in it. */
  private record Happening(int uid, String name, int activity, String activityName) {}

  private static final Happening LOGON = new Happening(3002, "Authentication", 1, "Logon");

  private OcsfEvent() {}

  static ObjectNode of(PublishedEntry from) {
    Happening kind = kind(from);
    boolean success = from.outcome() == PublishedEntry.Outcome.SUCCESS;
    ObjectNode event = Json.MAPPER.createObjectNode();
    event.put("time", from.at().toEpochMilli());
    event.put("category_uid", kind.uid() / 1000);
    event.put("class_uid", kind.uid());
    event.put("class_name", kind.name());
    event.put("activity_id", kind.activity());
    event.put("activity_name", kind.activityName());
    event.put("type_uid", kind.uid() * 100L + kind.activity());
    event.put("severity_id", success ? 1 : 2);
    event.put("severity", success ? "Informational" : "Low");
    event.put("status_id", success ? 1 : 2);
    event.put("status", success ? "Success" : "Failure");
    from.text("code").ifPresent(code -> event.put("status_code", code));
    from.reason().ifPresent(reason -> event.put("status_detail", reason));
    boolean denied = from.outcome() == PublishedEntry.Outcome.DENIED;
    event.put("action_id", denied ? 2 : 1);
    event.put("action", denied ? "Denied" : "Allowed");
    metadata(event, from);
    actor(event, from);
    what(event, from, kind);
    resources(event.putArray("resources"), from);
    ObjectNode unmapped = event.putObject("unmapped");
    unmapped.set("entry", from.entry());
    unmapped
        .putObject("ledger")
        .put("origin", from.head().origin())
        .put("index", from.index())
        .put("leaf", from.leaf().toString())
        .put("size", from.head().size())
        .put("root", from.head().root().toString());
    return event;
  }

  private static Happening kind(PublishedEntry from) {
    return switch (from.type()) {
      case "ward.started" -> new Happening(6002, "Application Lifecycle", 3, "Start");
      case "ward.stopped" -> new Happening(6002, "Application Lifecycle", 4, "Stop");
      case "client.added", "person.added" -> account(1, "Create");
      case "client.revoked", "person.disabled" -> account(5, "Disable");
      case "person.enabled" -> account(2, "Enable");
      case "factor.added" -> account(10, "MFA Factor Enable");
      case "factor.removed" -> account(11, "MFA Factor Disable");
      case "person.linked", "person.enrolled", "grant.changed" -> account(99, "Other");
      case "session.began", "session.failed" -> LOGON;
      case "session.stepup" -> new Happening(3002, "Authentication", 99, "Other");
      case "session.ended" -> new Happening(3002, "Authentication", 2, "Logoff");
      case "exchange.refuse" ->
          from.text("code").filter(UNKNOWN_CALLER::contains).isPresent()
              ? LOGON
              : activity(99, "Other");
      default ->
          switch (AuditKind.of(from)) {
            case READ, DISCLOSE, SEARCH -> activity(2, "Read");
            case UPDATE -> activity(3, "Update");
            case DELETE -> activity(4, "Delete");
            case EXECUTE,
                START,
                STOP,
                LOGIN,
                LOGOUT,
                ACCESS,
                SECURITY,
                SOFTWARE,
                EMERGENCY,
                EMERGENCY_OVER,
                RECORD,
                OTHER ->
                activity(99, "Other");
          };
    };
  }

  private static Happening account(int id, String name) {
    return new Happening(3001, "Account Change", id, name);
  }

  private static Happening activity(int id, String name) {
    return new Happening(6003, "API Activity", id, name);
  }

  private static void metadata(ObjectNode event, PublishedEntry from) {
    ObjectNode metadata = event.putObject("metadata");
    metadata.put("version", "1.4.0");
    metadata.putArray("profiles").add("security_control");
    metadata.putObject("product").put("name", "Ward").put("vendor_name", "Ward");
    metadata.put("uid", from.id());
    metadata.put("sequence", from.index());
    metadata.put("log_name", from.head().origin());
    metadata.put("event_code", from.type());
    from.text("exchange").ifPresent(id -> metadata.put("correlation_uid", id));
  }

  private static void actor(ObjectNode event, PublishedEntry from) {
    ObjectNode actor = event.putObject("actor");
    ObjectNode endpoint = Json.MAPPER.createObjectNode();
    from.actor()
        .ifPresentOrElse(
            who -> {
              if (who.person()) {
                actor.putObject("user").put("uid", who.id()).put("type_id", 1).put("type", "User");
              } else {
                actor.put("app_uid", who.id()).put("app_name", who.name());
              }
              from.brokeGlass()
                  .ifPresent(
                      person ->
                          actor
                              .putObject("user")
                              .put("uid", person.id())
                              .put("type_id", 1)
                              .put("type", "User"));
              endpoint.put("uid", who.id()).put("name", who.name());
            },
            () -> {
              boolean stranger = from.outcome() == PublishedEntry.Outcome.DENIED;
              actor.put("app_name", stranger ? "Unknown" : "Ward");
              endpoint.put("name", stranger ? "Unknown" : from.host());
            });
    event.set("src_endpoint", endpoint);
  }

  private static void what(ObjectNode event, PublishedEntry from, Happening kind) {
    switch (kind.uid()) {
      case 6002 -> event.putObject("app").put("name", "Ward").put("vendor_name", "Ward");
      case 3001 -> {
        ObjectNode user = event.putObject("user");
        from.text("client")
            .or(() -> from.text("person"))
            .ifPresent(changed -> user.put("uid", changed));
        from.text("name").ifPresent(name -> user.put("name", name));
        boolean person = from.text("person").isPresent();
        user.put("type_id", person ? 1 : 3).put("type", person ? "User" : "System");
      }
      case 3002 -> {
        ObjectNode user = event.putObject("user");
        from.text("person")
            .ifPresentOrElse(
                person -> user.put("uid", person).put("type_id", 1).put("type", "User"),
                () -> user.put("name", "Unknown").put("type_id", 0).put("type", "Unknown"));
        event.putObject("service").put("name", "Ward");
      }
      default -> {
        ObjectNode api = event.putObject("api");
        api.put("operation", from.type());
        from.text("door").ifPresent(door -> api.putObject("service").put("name", door));
      }
    }
    event.putObject("dst_endpoint").put("name", from.host());
  }

  private static void resources(ArrayNode resources, PublishedEntry from) {
    from.patient()
        .ifPresent(pseudonym -> resources.addObject().put("type", "Patient").put("uid", pseudonym));
    from.basis("model")
        .ifPresent(model -> resources.addObject().put("type", "Model").put("uid", model));
  }
}
