package org.wardhealth.server.audit;

import java.util.HexFormat;
import java.util.Optional;
import org.wardhealth.ledger.Hash;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry as a FHIR R4 AuditEvent.
 *
 * <p>Where a profile of IHE BALP 1.1 fits, it is followed and named in {@code meta.profile}: what
 * succeeded with a patient's record, and what was disclosed. BALP leaves failures and all else to
 * the base resource. Patients appear by pseudonym; where each entry stands in the ledger is an
 * {@code entity} of its own, so that the original can be asked for and proved.
 */
final class FhirAuditEvent {
  private static final String BALP = "https://profiles.ihe.net/ITI/BALP/";
  private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type";
  private static final String REST = "http://hl7.org/fhir/restful-interaction";
  private static final String LIFECYCLE =
      "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
  private static final String REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
  private static final String ENTITY_TYPE =
      "http://terminology.hl7.org/CodeSystem/audit-entity-type";
  private static final String ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
  private static final String SOURCE_TYPE =
      "http://terminology.hl7.org/CodeSystem/security-source-type";
  private static final String PARTICIPANT =
      "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
  private static final String ROLE_TYPE =
      "http://terminology.hl7.org/CodeSystem/extra-security-role-type";
  private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
  private static final String WARD = "urn:ward:";

  private final PublishedEntry from;
  private final AuditKind kind;
  private final ObjectNode event = Json.MAPPER.createObjectNode();

  private FhirAuditEvent(PublishedEntry from) {
    this.from = from;
    this.kind = AuditKind.of(from);
  }

  static ObjectNode of(PublishedEntry entry) {
    return new FhirAuditEvent(entry).write();
  }

  private ObjectNode write() {
    event.put("resourceType", "AuditEvent");
    event.put("id", id());
    profile().ifPresent(name -> event.putObject("meta").putArray("profile").add(name));
    type();
    event.put("action", kind.action());
    event.put("recorded", from.at().toString());
    switch (from.outcome()) {
      case SUCCESS -> event.put("outcome", "0");
      case DENIED -> event.put("outcome", "4");
      case FAILED -> event.put("outcome", "8");
    }
    from.reason().ifPresent(reason -> event.put("outcomeDesc", reason));
    from.basis("purpose")
        .ifPresent(
            purpose ->
                coding(
                    event.putArray("purposeOfEvent").addObject().putArray("coding").addObject(),
                    REASON,
                    purpose));
    agents(event.putArray("agent"));
    ObjectNode source = event.putObject("source");
    source.put("site", from.head().origin());
    source.set("observer", ward());
    coding(source.putArray("type").addObject(), SOURCE_TYPE, "4", "Application Server");
    entities(event.putArray("entity"));
    return event;
  }

  /** The same for each delivery, so that a receiver knows what it already has. */
  private String id() {
    byte[] origin =
        Hash.ofEntry(from.head().origin().getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .bytes();
    return "ward-" + HexFormat.of().formatHex(origin, 0, 8) + "-" + from.index();
  }

  private Optional<String> profile() {
    return kind.profile().map(name -> BALP + "StructureDefinition/IHE.BasicAudit." + name);
  }

  private void type() {
    ArrayNode subtype = Json.MAPPER.createArrayNode();
    switch (kind) {
      case DISCLOSE -> {
        coding(event.putObject("type"), DCM, "110106", "Export");
        coding(subtype.addObject(), LIFECYCLE, "disclose", "Disclose Record Lifecycle Event");
      }
      case READ, UPDATE, DELETE, EXECUTE -> {
        coding(event.putObject("type"), EVENT_TYPE, "rest", "RESTful Operation");
        coding(subtype.addObject(), REST, kind.interaction(), kind.interaction());
      }
      case START,
          STOP,
          LOGIN,
          LOGOUT,
          SEARCH,
          ACCESS,
          SECURITY,
          SOFTWARE,
          EMERGENCY,
          EMERGENCY_OVER,
          RECORD,
          OTHER -> {
        coding(event.putObject("type"), DCM, kind.dicom().code(), kind.dicom().text());
        kind.dicomSubtype()
            .ifPresent(code -> coding(subtype.addObject(), DCM, code.code(), code.text()));
      }
    }
    // BALP lets a deletion have one subtype; the kind of entry is in an entity as well.
    if (kind != AuditKind.DELETE) {
      coding(subtype.addObject(), WARD + "entry", from.type());
    }
    event.set("subtype", subtype);
  }

  private void agents(ArrayNode agents) {
    Optional<PublishedEntry.Actor> actor = from.actor();
    from.brokeGlass().ifPresent(person -> application(agents.addObject(), person, "", ""));
    switch (kind) {
      case READ -> {
        actor.ifPresent(
            client -> application(agents.addObject(), client, "110152", "Destination Role ID"));
        server(agents.addObject(), "110153", "Source Role ID");
      }
      case UPDATE -> {
        actor.ifPresent(
            client -> application(agents.addObject(), client, "110153", "Source Role ID"));
        server(agents.addObject(), "110152", "Destination Role ID");
      }
      case DELETE -> {
        actor.ifPresent(client -> application(agents.addObject(), client, "110150", "Application"));
        ObjectNode custodian = agents.addObject();
        agentType(custodian, PARTICIPANT, "custodian", "Custodian");
        custodian.set("who", ward());
        custodian.put("requestor", false);
        machine(custodian);
      }
      case DISCLOSE -> {
        server(agents.addObject(), "110153", "Source Role ID");
        Optional<String> provider = from.basis("provider");
        if (provider.isPresent()) {
          ObjectNode recipient = agents.addObject();
          agentType(recipient, DCM, "110152", "Destination Role ID");
          recipient.set("who", named("provider", provider.get(), provider.get(), "Device"));
          recipient.put("requestor", false);
          unknownNetwork(recipient);
          actor.ifPresent(
              client -> application(agents.addObject(), client, "110150", "Application"));
        } else {
          actor.ifPresent(
              client -> application(agents.addObject(), client, "110152", "Destination Role ID"));
        }
      }
      case EXECUTE,
          START,
          STOP,
          LOGIN,
          LOGOUT,
          SEARCH,
          ACCESS,
          SECURITY,
          SOFTWARE,
          EMERGENCY,
          EMERGENCY_OVER,
          RECORD,
          OTHER -> {
        actor.ifPresent(client -> application(agents.addObject(), client, "110150", "Application"));
        server(agents.addObject(), "110150", "Application");
      }
    }
  }

  private void application(
      ObjectNode agent, PublishedEntry.Actor client, String role, String display) {
    if (client.person()) {
      agentType(agent, ROLE_TYPE, "humanuser", "human user");
      agent.set("who", named("person", client.id(), client.name(), "Practitioner"));
    } else {
      agentType(agent, DCM, role, display);
      agent.set("who", named("application", client.id(), client.name(), "Device"));
    }
    agent.put("requestor", true);
    unknownNetwork(agent);
  }

  private void server(ObjectNode agent, String role, String display) {
    agentType(agent, DCM, role, display);
    agent.set("who", ward());
    agent.put("requestor", false);
    machine(agent);
  }

  private void machine(ObjectNode agent) {
    agent.putObject("network").put("address", from.host()).put("type", "1");
  }

  /** The ledger keeps no addresses of callers. */
  private static void unknownNetwork(ObjectNode agent) {
    agent
        .putObject("network")
        .putArray("extension")
        .addObject()
        .put("url", ABSENT)
        .put("valueCode", "unknown");
  }

  private void entities(ArrayNode entities) {
    from.patient()
        .ifPresent(
            pseudonym -> {
              ObjectNode patient = entities.addObject();
              patient.set("what", named("pseudonym", pseudonym, "", "Patient"));
              coding(patient.putObject("type"), ENTITY_TYPE, "1", "Person");
              coding(patient.putObject("role"), ROLE, "1", "Patient");
            });
    switch (kind) {
      case READ, UPDATE, DELETE ->
          from.patient()
              .ifPresent(
                  pseudonym -> data(entities, named("pseudonym", pseudonym, "", "Patient"), "4"));
      case DISCLOSE, EXECUTE ->
          from.text("exchange")
              .ifPresent(id -> data(entities, named("exchange", id, "", ""), "20"));
      case START,
          STOP,
          LOGIN,
          LOGOUT,
          SEARCH,
          ACCESS,
          SECURITY,
          SOFTWARE,
          EMERGENCY,
          EMERGENCY_OVER,
          RECORD,
          OTHER -> {}
    }
    from.basis("model").ifPresent(model -> thing(entities, "model", model));
    from.basis("encounter").ifPresent(encounter -> thing(entities, "encounter", encounter));
    from.text("client").ifPresent(client -> thing(entities, "application", client));
    from.text("erasure").ifPresent(erasure -> thing(entities, "erasure", erasure));
    from.text("consent").ifPresent(consent -> thing(entities, "consent", consent));
    from.text("person").ifPresent(person -> thing(entities, "person", person));
    from.text("session").ifPresent(session -> thing(entities, "session", session));
    from.text("exchange")
        .ifPresent(
            id -> {
              ObjectNode transaction = entities.addObject();
              transaction.putObject("what").putObject("identifier").put("value", id);
              coding(
                  transaction.putObject("type"),
                  BALP + "CodeSystem/BasicAuditEntityType",
                  "XrequestId");
            });
    ledger(thing(entities, "ledger-entry", from.id()).putArray("detail"));
  }

  private void ledger(ArrayNode details) {
    detail(details, "type", from.type());
    detail(details, "leaf", from.leaf().toString());
    detail(details, "size", Long.toString(from.head().size()));
    detail(details, "root", from.head().root().toString());
    from.rules().forEach(rule -> detail(details, "rule", rule));
  }

  private static void detail(ArrayNode details, String type, String value) {
    details.addObject().put("type", type).put("valueString", value);
  }

  private static void data(ArrayNode entities, ObjectNode what, String role) {
    ObjectNode data = entities.addObject();
    data.set("what", what);
    coding(data.putObject("type"), ENTITY_TYPE, "2", "System Object");
    coding(data.putObject("role"), ROLE, role, role.equals("4") ? "Domain Resource" : "Job");
  }

  private static ObjectNode thing(ArrayNode entities, String type, String value) {
    ObjectNode thing = entities.addObject();
    thing.set("what", named(type, value, "", ""));
    coding(thing.putObject("type"), WARD + "entity", type);
    return thing;
  }

  private ObjectNode ward() {
    return named("ledger", from.head().origin(), "Ward", "Device");
  }

  private static ObjectNode named(String system, String value, String display, String type) {
    ObjectNode reference = Json.MAPPER.createObjectNode();
    if (!type.isEmpty()) {
      reference.put("type", type);
    }
    reference.putObject("identifier").put("system", WARD + system).put("value", value);
    if (!display.isEmpty()) {
      reference.put("display", display);
    }
    return reference;
  }

  private static void agentType(ObjectNode agent, String system, String code, String display) {
    coding(agent.putObject("type").putArray("coding").addObject(), system, code, display);
  }

  private static void coding(ObjectNode coding, String system, String code, String display) {
    coding(coding, system, code);
    coding.put("display", display);
  }

  private static void coding(ObjectNode coding, String system, String code) {
    coding.put("system", system).put("code", code);
  }
}
