package org.wardhealth.server.gateway;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.vault.DataSetKeys;
import org.wardhealth.server.vault.Patients;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What de-identifying needs besides the text: who asks, what for, about whom, by which profile. */
final class Deidentify {
  private final Decide decide;
  private final DataSetKeys keys;
  private final Deid deid;
  private final SecureRandom random;
  private final Clock clock;

  Deidentify(Decide decide, DataSetKeys keys, Deid deid, SecureRandom random, Clock clock) {
    this.decide = decide;
    this.keys = keys;
    this.deid = deid;
    this.random = random;
    this.clock = clock;
  }

  /**
   * It is permitted.
   *
   * @param patient whose data; nobody when the purpose can do without
   * @param dataSetName under which others can be joined with this; none when the key is used once
   */
  record Permitted(
      Identified identified,
      Purpose purpose,
      Optional<Patients.Known> patient,
      DataSet dataSet,
      Optional<String> dataSetName,
      List<String> rules) {
    CompiledIdentity identity() {
      return patient.map(Patients.Known::identity).orElse(CompiledIdentity.NONE);
    }

    /** What names the subject in the data set: the patient, or everything in this request. */
    String subject() {
      return patient
          .map(known -> known.subject().pseudonym().value())
          .orElseGet(() -> identified.arrived().id());
    }
  }

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
    identified.arrived().timings().mark("decide");
    return new Permitted(
        identified,
        purpose,
        patient,
        new DataSet(profile(choice), key(choice.dataSet()), deid, LocalDate.now(clock)),
        choice.dataSet(),
        List.copyOf(rules));
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
      if (input.isString()) {
        return List.of(new Text(Optional.empty(), wellFormed("input", input.asString())));
      }
      ArrayNode list = Fields.array(input, "input");
      if (list.isEmpty()) {
        throw Fields.wrong("input", "a text, or a list of one text or more");
      }
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
