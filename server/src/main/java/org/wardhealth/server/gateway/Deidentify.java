package org.wardhealth.server.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.Formats;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.PatientKey;
import org.wardhealth.records.RecordFormat;
import org.wardhealth.records.Release;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.DataSetKeys;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What de-identifying needs besides the text: who asks, what for, about whom, by which profile. */
final class Deidentify {
  /** What one request may say of patients. */
  private static final long INDEX_BYTES = 64 << 20;

  private static final RecordFormat FHIR = Formats.named("fhir-json").orElseThrow();

  private final Decide decide;
  private final Patients patients;
  private final DataSetKeys keys;
  private final Deid deid;
  private final SecureRandom random;
  private final Clock clock;

  Deidentify(
      Decide decide,
      Patients patients,
      DataSetKeys keys,
      Deid deid,
      SecureRandom random,
      Clock clock) {
    this.decide = decide;
    this.patients = patients;
    this.keys = keys;
    this.deid = deid;
    this.random = random;
    this.clock = clock;
  }

  /**
   * It is permitted.
   *
   * @param patient whose data; nobody when the purpose can do without
   * @param about what names the subject in the data set: the patient, or everything in this request
   * @param release on its way out, with what is known of the patient
   * @param dataSetName under which others can be joined with this; none when the key is used once
   */
  record Permitted(
      Identified identified,
      Purpose purpose,
      Optional<Patients.Known> patient,
      PatientKey about,
      Release release,
      Optional<String> dataSetName,
      List<String> rules) {}

  /** What a caller may choose. */
  record Choice(Optional<String> profile, Optional<String> surrogates, Optional<String> dataSet) {}

  Permitted decide(Identified identified, Context context, Choice choice) {
    Client client = identified.client();
    if (!client.rights().contains(Right.DEIDENTIFY)) {
      throw new Refusal(
          ErrorCode.RIGHT_MISSING,
          "The application '"
              + client.name()
              + "' may not have data de-identified. An operator gives that right with 'ward client"
              + " add --may deidentify'.");
    }
    List<String> rules = new ArrayList<>(List.of("right-deidentify", "purpose-of-application"));
    Purpose purpose = Decide.purpose(context, client);
    Optional<Patients.Known> patient = decide.patient(context, purpose);
    rules.add(patient.isPresent() ? "patient-known" : "purpose-without-patient");
    DataSet dataSet =
        new DataSet(
            profile(choice),
            key(choice.dataSet()),
            deid,
            LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    PatientIndex index = new PatientIndex(INDEX_BYTES);
    PatientKey about =
        context
            .patient()
            .flatMap(PatientId::parse)
            .map(id -> known(id, index))
            .orElseGet(() -> PatientKey.ofRecord("request", identified.arrived().id()));
    identified.arrived().timings().mark("decide");
    return new Permitted(
        identified,
        purpose,
        patient,
        about,
        new Release(dataSet, index),
        choice.dataSet(),
        List.copyOf(rules));
  }

  /** Adds what the vault knows of a patient, under the keys that files have them by. */
  private PatientKey known(PatientId id, PatientIndex index) {
    patients
        .get(id)
        .ifPresent(
            resource -> {
              try {
                FHIR.index(
                    new ByteArrayInputStream(Json.MAPPER.writeValueAsBytes(resource.patient())),
                    index);
              } catch (IOException | MalformedRecord e) {
                throw new IllegalStateException("a patient of the vault cannot be read", e);
              }
            });
    return PatientKey.ofId(id.value());
  }

  /**
   * A FHIR resource or Bundle, de-identified.
   *
   * @throws Refusal if any of it cannot be read
   */
  static byte[] fhir(Permitted permitted, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
    try {
      FHIR.index(new ByteArrayInputStream(body), permitted.release().patients());
      FHIR.transform(new ByteArrayInputStream(body), out, permitted.release());
    } catch (MalformedRecord e) {
      throw unreadable(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
    for (MalformedRecord leftOut : permitted.release().tally().malformed()) {
      throw unreadable(leftOut.getMessage());
    }
    return out.toByteArray();
  }

  private static Refusal unreadable(@Nullable String why) {
    return new Refusal(
        ErrorCode.MALFORMED_JSON,
        "The body is not FHIR as Ward reads it: " + why + ". Nothing was passed on.");
  }

  private static Profile profile(Choice choice) {
    String wanted = choice.profile().orElse(Profile.SAFE_HARBOR.name());
    Profile profile =
        Profile.NAMED.stream()
            .filter(named -> named.name().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    Fields.wrong(
                        "profile",
                        "one of "
                            + String.join(
                                ", ", Profile.NAMED.stream().map(Profile::name).toList())));
    return switch (choice.surrogates().orElse("")) {
      case "" -> profile;
      case "tags" -> profile.realistic(false);
      case "realistic" -> profile.realistic(true);
      default -> throw Fields.wrong("surrogates", "'tags' or 'realistic'");
    };
  }

  private DataSetKey key(Optional<String> name) {
    if (name.isEmpty()) {
      return DataSetKey.random(random);
    }
    if (!DataSetKeys.isName(name.get())) {
      throw Fields.wrong("data_set", "1 to 64 lower-case letters, digits, '.', '_' or '-'");
    }
    return keys.key(name.get());
  }

  /** The texts of a request to {@code /v1/deidentify}: {@code input} in each of its forms. */
  record Text(Optional<String> id, String text) {
    static List<Text> of(JsonNode input) {
      if (input.isMissingNode()) {
        throw Fields.missing("input");
      }
      if (input.isString()) {
        return List.of(new Text(Optional.empty(), wellFormed("input", input.asString())));
      }
      ArrayNode list = Fields.array(input, "input");
      if (list.isEmpty()) {
        throw Fields.wrong("input", "a text, or a list of one text or more");
      }
      Words.requireFew(list.size());
      List<Text> texts = new ArrayList<>(list.size());
      for (int i = 0; i < list.size(); i++) {
        texts.add(one(list.get(i), "input[" + i + "]"));
      }
      return texts;
    }

    private static Text one(JsonNode node, String where) {
      if (node.isString()) {
        return new Text(Optional.empty(), wellFormed(where, node.asString()));
      }
      ObjectNode object = Fields.object(node, where);
      Fields.only(object, where, List.of("id", "text"));
      return new Text(
          Fields.optionalString(object.path("id"), where + ".id"),
          wellFormed(where + ".text", Fields.string(object.path("text"), where + ".text")));
    }

    private static String wellFormed(String where, String value) {
      Characters.requireWellFormed(where, value);
      return value;
    }
  }
}
