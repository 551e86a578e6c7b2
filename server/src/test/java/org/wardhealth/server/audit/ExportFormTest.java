package org.wardhealth.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.wardhealth.ledger.Hash;
import org.wardhealth.server.store.Json;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

/** Every kind of entry is right in every form: FHIR by HAPI's validator and by what BALP asks. */
class ExportFormTest {
  private static final PublishedEntry.Head HEAD =
      new PublishedEntry.Head("ward.example/ledger", 1_000, Hash.OF_NOTHING);
  private static final String DISCLOSURE = "PrivacyDisclosure.Source";

  /** Reads the definitions of FHIR when it is first asked. */
  private static final class Hapi {
    static final FhirValidator VALIDATOR = validator();

    private static FhirValidator validator() {
      FhirContext fhir = FhirContext.forR4();
      FhirInstanceValidator instances =
          new FhirInstanceValidator(
              new ValidationSupportChain(
                  new DefaultProfileValidationSupport(fhir),
                  new InMemoryTerminologyServerValidationSupport(fhir),
                  new CommonCodeSystemsTerminologyService(fhir)));
      instances.setAnyExtensionsAllowed(false);
      // BALP's definitions are not HAPI's: what they ask is checked below.
      instances.setErrorForUnknownProfiles(false);
      return fhir.newValidator().registerValidatorModule(instances);
    }
  }

  static Stream<PublishedEntry> entries() {
    List<PublishedEntry> all = new ArrayList<>();
    Stream<Entry> kinds =
        Stream.concat(
            EntryTest.entries(),
            Stream.of(
                admit(basis("openai")),
                new Entry.PatientTouched("read", "pseudo", who(), at()),
                new Entry.PatientTouched("deleted", "pseudo", who(), at()),
                new Entry.Deidentified(
                    at(),
                    "ex",
                    "/v1/deidentify",
                    who(),
                    basis("ward"),
                    "safe-harbor",
                    Optional.empty(),
                    1,
                    Map.of(),
                    Map.of())));
    kinds.forEach(entry -> all.add(published(Json.MAPPER.writeValueAsBytes(entry), all.size())));
    all.add(
        published(
            "{\"type\":\"of.tomorrow\",\"v\":9,\"at\":\"2031-01-01T00:00:00Z\"}".getBytes(UTF_8),
            7));
    return all.stream();
  }

  private static Instant at() {
    return Instant.parse("2026-03-01T08:00:00.123456789Z");
  }

  private static Entry.Who who() {
    return new Entry.Who("cl_1", "app <&\"> \u00e9", List.of("api-key"), 1);
  }

  private static Entry.Basis basis(String provider) {
    return new Entry.Basis(
        Optional.of("TREAT"),
        Optional.of("pseudo"),
        Optional.empty(),
        Optional.of("m"),
        Optional.empty(),
        Optional.of(provider),
        "permit",
        List.of("rule"));
  }

  /** What a broken glass opened. */
  private static Entry.Basis broken() {
    Entry.Basis asked = basis("openai");
    return new Entry.Basis(
        asked.purpose(),
        asked.patient(),
        asked.encounter(),
        asked.model(),
        asked.modelDigest(),
        asked.provider(),
        "permit",
        List.of("glass:gl_1", "glass-of:pe_7"));
  }

  private static Entry admit(Entry.Basis basis) {
    return new Entry.Admit(
        at(), "ex", "chat", true, who(), basis, Map.of(), Map.of(), List.of(), "c", Map.of());
  }

  private static PublishedEntry published(byte[] entry, long index) {
    return PublishedEntry.of(HEAD, index, entry);
  }

  private static JsonNode json(ExportForm form, PublishedEntry entry) {
    return Json.MAPPER.readTree(form.write(entry));
  }

  @ParameterizedTest
  @MethodSource("entries")
  @Tag("extra")
  void anAuditEventIsValidFhir(PublishedEntry entry) {
    String event = new String(ExportForm.FHIR.write(entry), UTF_8);
    assertThat(event).doesNotContain("\n");
    assertThat(problems(event)).as(event).isEmpty();
  }

  @Test
  @Tag("extra")
  void whatABrokenGlassOpenedIsValidFhirToo() {
    anAuditEventIsValidFhir(published(Json.MAPPER.writeValueAsBytes(admit(broken())), 1));
  }

  private static List<String> problems(String event) {
    return Hapi.VALIDATOR.validateWithResult(event).getMessages().stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
        .map(SingleValidationMessage::toString)
        .toList();
  }

  @Test
  void whoBrokeTheGlassIsNamedBesideTheApplicationInEveryForm() {
    PublishedEntry entry = published(Json.MAPPER.writeValueAsBytes(admit(broken())), 1);
    List<String> agents =
        json(ExportForm.FHIR, entry).path("agent").valueStream().map(JsonNode::toString).toList();
    assertThat(agents)
        .anyMatch(one -> one.contains("pe_7") && one.contains("\"requestor\":true"))
        .anyMatch(one -> one.contains("cl_1") && one.contains("\"requestor\":true"));
    JsonNode actor = json(ExportForm.OCSF, entry).path("actor");
    assertThat(actor.at("/user/uid").asString()).isEqualTo("pe_7");
    assertThat(actor.path("app_uid").asString()).isEqualTo("cl_1");
    assertThat(new String(ExportForm.SYSLOG.write(entry), UTF_8))
        .contains("UserID=\"pe_7\"", "UserID=\"cl_1\"");
  }

  @Test
  @Tag("extra")
  void theValidatorSeesWhatIsWrong() {
    String event = new String(ExportForm.FHIR.write(entries().findFirst().orElseThrow()), UTF_8);
    assertThat(problems(event.replace("\"requestor\":true,", ""))).isNotEmpty();
    assertThat(problems(event.replace("\"outcome\":\"0\"", "\"outcome\":\"5\""))).isNotEmpty();
    assertThat(problems(event.replace("\"recorded\":\"2026", "\"recorded\":\"26"))).isNotEmpty();
    assertThat(problems(event.replace("\"action\"", "\"actoin\""))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void whatClaimsAProfileOfBalpFollowsIt(PublishedEntry entry) {
    JsonNode event = json(ExportForm.FHIR, entry);
    String profile = event.path("meta").path("profile").path(0).asString("");
    if (profile.isEmpty()) {
      return;
    }
    assertThat(profile).startsWith("https://profiles.ihe.net/ITI/BALP/StructureDefinition/");
    String name = profile.substring(profile.indexOf("IHE.BasicAudit.") + 15);
    assertThat(event.path("outcome").asString()).isEqualTo("0");
    assertThat(event.path("action").asString())
        .isEqualTo(
            Map.of("PatientRead", "R", "PatientUpdate", "U", "PatientDelete", "D", DISCLOSURE, "R")
                .get(name));
    assertThat(codes(event.path("type")))
        .containsExactly(name.equals(DISCLOSURE) ? "110106" : "rest");
    String subtype =
        Map.of(
                "PatientRead",
                "read",
                "PatientUpdate",
                "update",
                "PatientDelete",
                "delete",
                DISCLOSURE,
                "disclose")
            .get(name);
    assertThat(event.path("subtype").valueStream().map(s -> s.path("code").asString()))
        .contains(subtype);
    List<String> roles =
        switch (name) {
          case "PatientDelete" -> List.of("110150", "custodian");
          default -> List.of("110153", "110152");
        };
    for (String role : roles) {
      List<JsonNode> agents =
          event
              .path("agent")
              .valueStream()
              .filter(a -> codes(a.path("type").path("coding").path(0)).contains(role))
              .toList();
      assertThat(agents).as(role).hasSize(1);
      assertThat(agents.getFirst().has("who")).isTrue();
      assertThat(agents.getFirst().has("network")).isTrue();
    }
    if (name.equals("PatientDelete")) {
      assertThat(event.path("subtype")).hasSize(1);
    }
    if (name.equals(DISCLOSURE)) {
      assertThat(event.path("agent").path(0).path("who"))
          .as("the source of the disclosure is the source of the event")
          .isEqualTo(event.path("source").path("observer"));
    }
    List<JsonNode> patients = entities(event, "1");
    assertThat(patients).hasSize(1);
    assertThat(codes(patients.getFirst().path("role"))).containsExactly("1");
    assertThat(patients.getFirst().path("what").path("type").asString()).isEqualTo("Patient");
    assertThat(patients.getFirst().path("what").path("identifier").path("value").asString())
        .isEqualTo("pseudo");
    assertThat(entities(event, "2")).hasSize(1);
  }

  @Test
  void eachKindHasItsProfile() {
    Map<String, String> profiles = new java.util.TreeMap<>();
    entries()
        .forEach(
            entry -> {
              String profile =
                  json(ExportForm.FHIR, entry).path("meta").path("profile").path(0).asString("");
              if (!profile.isEmpty()) {
                profiles.merge(
                    entry.type(),
                    profile.substring(profile.indexOf("IHE.BasicAudit.") + 15),
                    (one, other) -> one);
              }
            });
    assertThat(profiles)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "exchange.admit", DISCLOSURE,
                "exchange.deidentified", DISCLOSURE,
                "patient.written", "PatientUpdate",
                "patient.read", "PatientRead",
                "patient.deleted", "PatientDelete",
                "patient.erased", "PatientDelete",
                "patient.reidentified", "PatientRead",
                "content.read", "PatientRead"));
  }

  @Test
  void aDenialIsAFailureWithItsReasonAndItsPurpose() {
    JsonNode refused =
        entries()
            .filter(entry -> entry.type().equals("exchange.refuse"))
            .map(entry -> json(ExportForm.FHIR, entry))
            .toList()
            .getLast();
    assertThat(refused.path("outcome").asString()).isEqualTo("4");
    assertThat(refused.path("outcomeDesc").asString()).isEqualTo("code");
    JsonNode admitted = json(ExportForm.FHIR, entries().findFirst().orElseThrow());
    assertThat(codes(admitted.path("purposeOfEvent").path(0).path("coding").path(0)))
        .containsExactly("TREAT");
    assertThat(admitted.has("meta")).as("nothing leaves Ward").isFalse();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theOriginalCanBeFoundFromEachForm(PublishedEntry entry) throws Exception {
    JsonNode event = json(ExportForm.FHIR, entry);
    JsonNode place = event.path("entity").valueStream().toList().getLast();
    assertThat(place.path("what").path("identifier").path("value").asString())
        .isEqualTo("ward.example/ledger#" + entry.index());
    assertThat(place.path("detail").toString())
        .contains(entry.leaf().toString(), HEAD.root().toString(), entry.type());
    JsonNode ocsf = json(ExportForm.OCSF, entry);
    assertThat(ocsf.path("unmapped").path("entry")).isEqualTo(entry.entry());
    assertThat(ocsf.path("unmapped").path("ledger").path("root").asString())
        .isEqualTo(HEAD.root().toString());
    assertThat(new String(ExportForm.SYSLOG.write(entry), UTF_8))
        .contains("ward.example/ledger#" + entry.index());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void anOcsfEventHasWhatItsClassRequires(PublishedEntry entry) {
    JsonNode event = json(ExportForm.OCSF, entry);
    int uid = event.path("class_uid").asInt();
    assertThat(uid).isIn(3001, 3002, 6002, 6003);
    assertThat(event.path("category_uid").asInt()).isEqualTo(uid / 1000);
    assertThat(event.path("type_uid").asInt())
        .isEqualTo(uid * 100 + event.path("activity_id").asInt());
    assertThat(event.path("time").asLong()).isEqualTo(entry.at().toEpochMilli());
    assertThat(event.path("metadata").path("version").asString()).isEqualTo("1.4.0");
    assertThat(event.path("metadata").path("product").path("vendor_name").asString())
        .isEqualTo("Ward");
    assertThat(event.path("severity_id").asInt()).isBetween(1, 2);
    List<String> required =
        switch (uid) {
          case 3001 -> List.of("user");
          case 3002 -> List.of("user", "service");
          case 6002 -> List.of("app");
          default -> List.of("api", "actor", "src_endpoint");
        };
    assertThat(event.propertyNames()).containsAll(required);
  }

  private static final Pattern RFC_5424 =
      Pattern.compile(
          "<85>1 (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?Z) (\\S{1,255}) ward -"
              + " IHE\\+DICOM - \uFEFF(<AuditMessage>.*</AuditMessage>)");

  @ParameterizedTest
  @MethodSource("entries")
  void anAtnaMessageIsSyslogWithADicomAuditMessage(PublishedEntry entry) throws Exception {
    String message = new String(ExportForm.SYSLOG.write(entry), UTF_8);
    Matcher parts = RFC_5424.matcher(message);
    assertThat(parts.matches()).as(message).isTrue();
    assertThat(parts.group(2)).isEqualTo("ward.example");
    Document xml =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(parts.group(3))));
    Element event = (Element) xml.getElementsByTagName("EventIdentification").item(0);
    assertThat(event.getAttribute("EventActionCode")).matches("[CRUDE]");
    assertThat(event.getAttribute("EventOutcomeIndicator")).matches("0|4|8|12");
    assertThat(Instant.parse(event.getAttribute("EventDateTime"))).isEqualTo(entry.at());
    // The order that the schema of DICOM PS3.15, A.5.1 prescribes.
    List<String> order =
        List.of(
            "EventIdentification",
            "ActiveParticipant",
            "AuditSourceIdentification",
            "ParticipantObjectIdentification");
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < xml.getDocumentElement().getChildNodes().getLength(); i++) {
      places.add(order.indexOf(xml.getDocumentElement().getChildNodes().item(i).getNodeName()));
    }
    assertThat(places).isSorted().doesNotContain(-1).contains(0, 1, 2, 3);
    Element patient = (Element) xml.getElementsByTagName("ParticipantObjectIdentification").item(0);
    assertThat(entry.patient().isPresent())
        .isEqualTo(patient.getAttribute("ParticipantObjectTypeCodeRole").equals("1"));
  }

  private static List<String> codes(JsonNode coding) {
    return coding.has("code") ? List.of(coding.path("code").asString()) : List.of();
  }

  private static List<JsonNode> entities(JsonNode event, String type) {
    return event
        .path("entity")
        .valueStream()
        .filter(
            entity ->
                entity.path("type").path("system").asString("").endsWith("/audit-entity-type")
                    && entity.path("type").path("code").asString().equals(type))
        .toList();
  }
}
