package org.wardhealth.bench;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;

/**
 * FHIR NDJSON of any length, made as it is read: patients, each followed by encounters, conditions,
 * observations, prescriptions, claims and a note in a DocumentReference, in the manner of bulk
 * exports. From a seed; nothing in it is about anybody.
 */
final class FhirStream extends InputStream {
  private static final int EACH = 80;
  private static final String[] FAMILY = {
    "Quillfeather", "Gonzalez", "Brossoit", "O'Brien", "Khan", "Chen", "Ashworth", "Lindqvist"
  };
  private static final String[] GIVEN = {"Deana", "Maria", "Robert", "Aisha", "Wei", "Tomas"};
  private static final String[][] FINDINGS = {
    {"8302-2", "Body Height", "cm"},
    {"29463-7", "Body Weight", "kg"},
    {"2339-0", "Glucose [Mass/volume] in Blood", "mg/dL"},
    {"6299-2", "Urea nitrogen [Mass/volume] in Blood", "mg/dL"},
    {"38483-4", "Creatinine [Mass/volume] in Blood", "mg/dL"},
    {"72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "{score}"},
    {"8867-4", "Heart rate", "/min"}
  };

  private final long length;
  private final Random random = new Random(1);
  private long made;
  private long number;
  private byte[] line = new byte[0];
  private int at;
  private String patient = "";
  private String name = "";

  /** About {@code length} bytes. */
  FhirStream(long length) {
    this.length = length;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) {
    if (at == line.length) {
      if (made >= length) {
        return -1;
      }
      line = next().getBytes(StandardCharsets.UTF_8);
      made += line.length;
      at = 0;
    }
    int some = Math.min(count, line.length - at);
    System.arraycopy(line, at, bytes, offset, some);
    at += some;
    return some;
  }

  private String next() {
    int step = (int) (number++ % EACH);
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    if (step == 0) {
      patient = id;
      name = FAMILY[random.nextInt(FAMILY.length)];
      return patient(GIVEN[random.nextInt(GIVEN.length)]) + "\n";
    }
    String about =
        "\"subject\":{\"reference\":\"Patient/"
            + patient
            + "\"},\"encounter\":{\"reference\":\"Encounter/"
            + new UUID(number, 7)
            + "\"}";
    String day = "20%02d-%02d-%02d".formatted(10 + step % 15, 1 + step % 12, 1 + step % 28);
    return switch (step % 10) {
          case 1 -> condition(id, about, day);
          case 2 -> prescription(id, about, day);
          case 3 -> step == 3 ? note(id, about, day) : claim(id, day);
          default -> observation(id, about, day);
        }
        + "\n";
  }

  private String patient(String given) {
    return "{\"resourceType\":\"Patient\",\"id\":\""
        + patient
        + "\",\"meta\":{\"profile\":[\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient\"]},"
        + "\"identifier\":[{\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v2-0203\","
        + "\"code\":\"MR\"}]},\"system\":\"http://hospital.example.org\",\"value\":\""
        + (1_000_000 + number)
        + "\"}],\"name\":[{\"use\":\"official\",\"family\":\""
        + name
        + "\",\"given\":[\""
        + given
        + "\"],\"prefix\":[\"Mrs.\"]}],\"telecom\":[{\"system\":\"phone\",\"value\":\"555-"
        + (100 + random.nextInt(900))
        + "-2211\"}],\"gender\":\"female\",\"birthDate\":\"19"
        + (40 + random.nextInt(50))
        + "-05-11\",\"address\":[{\"line\":[\"917 Hilll Mews\"],\"city\":\"Worcester\","
        + "\"state\":\"MA\",\"postalCode\":\"01545\",\"country\":\"US\"}]}";
  }

  private String observation(String id, String about, String day) {
    String[] finding = FINDINGS[random.nextInt(FINDINGS.length)];
    return "{\"resourceType\":\"Observation\",\"id\":\""
        + id
        + "\",\"meta\":{\"profile\":[\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-vital-signs\"]},"
        + "\"status\":\"final\",\"category\":[{\"coding\":[{\"system\":"
        + "\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\","
        + "\"display\":\"Vital signs\"}]}],\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\""
        + finding[0]
        + "\",\"display\":\""
        + finding[1]
        + "\"}],\"text\":\""
        + finding[1]
        + "\"},"
        + about
        + ",\"effectiveDateTime\":\""
        + day
        + "T07:52:43-05:00\",\"issued\":\""
        + day
        + "T07:52:43.120-05:00\",\"valueQuantity\":{\"value\":"
        + random.nextInt(20000) / 100.0
        + ",\"unit\":\""
        + finding[2]
        + "\",\"system\":\"http://unitsofmeasure.org\",\"code\":\""
        + finding[2]
        + "\"}}";
  }

  private static String condition(String id, String about, String day) {
    return "{\"resourceType\":\"Condition\",\"id\":\""
        + id
        + "\",\"clinicalStatus\":{\"coding\":[{\"system\":"
        + "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
        + "\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"66383009\",\"display\":"
        + "\"Gingivitis (disorder)\"}],\"text\":\"Gingivitis (disorder)\"},"
        + about
        + ",\"onsetDateTime\":\""
        + day
        + "T11:09:52-05:00\",\"recordedDate\":\""
        + day
        + "\"}";
  }

  private static String prescription(String id, String about, String day) {
    return "{\"resourceType\":\"MedicationRequest\",\"id\":\""
        + id
        + "\",\"status\":\"active\",\"intent\":\"order\",\"medicationCodeableConcept\":{\"coding\":[{"
        + "\"system\":\"http://www.nlm.nih.gov/research/umls/rxnorm\",\"code\":\"314076\",\"display\":"
        + "\"lisinopril 10 MG Oral Tablet\"}],\"text\":\"lisinopril 10 MG Oral Tablet\"},"
        + about
        + ",\"authoredOn\":\""
        + day
        + "T11:09:52-05:00\",\"requester\":{\"reference\":\"Practitioner?identifier="
        + "http://hl7.org/fhir/sid/us-npi|9999965491\",\"display\":\"Dr. Alvin Alcox\"},"
        + "\"dosageInstruction\":[{\"sequence\":1,\"asNeededBoolean\":false,\"timing\":{\"repeat\":{"
        + "\"frequency\":1,\"period\":1.0,\"periodUnit\":\"d\"}},\"doseAndRate\":[{\"doseQuantity\":{"
        + "\"value\":1}}]}]}";
  }

  private String claim(String id, String day) {
    return "{\"resourceType\":\"Claim\",\"id\":\""
        + id
        + "\",\"status\":\"active\",\"type\":{\"coding\":[{\"system\":"
        + "\"http://terminology.hl7.org/CodeSystem/claim-type\",\"code\":\"professional\"}]},"
        + "\"use\":\"claim\",\"patient\":{\"reference\":\"Patient/"
        + patient
        + "\",\"display\":\""
        + name
        + "\"},\"billablePeriod\":{\"start\":\""
        + day
        + "T11:09:52-05:00\",\"end\":\""
        + day
        + "T11:24:52-05:00\"},\"created\":\""
        + day
        + "T11:24:52-05:00\",\"provider\":{\"reference\":\"Organization/6f1d\",\"display\":"
        + "\"UMASS MEMORIAL MEDICAL CENTER\"},\"total\":{\"value\":704.20,\"currency\":\"USD\"}}";
  }

  private String note(String id, String about, String day) {
    String text =
        day
            + "\n\n# Chief Complaint\n- Fever\n- Cough\n\n# History of Present Illness\nMrs. "
            + name
            + " is a 61 year-old non-hispanic white female. She has a history of chronic sinusitis,"
            + " hypertension and prediabetes. She was seen by Dr. Alcox on "
            + day
            + " and takes lisinopril 10 mg daily.\n\n# Plan\nThe patient was prescribed amoxicillin"
            + " 250 mg. Call 555-221-9081 with questions.\n";
    return "{\"resourceType\":\"DocumentReference\",\"id\":\""
        + id
        + "\",\"status\":\"current\","
        + about.replaceFirst(",\"encounter\".*", "")
        + ",\"date\":\""
        + day
        + "T11:24:52.120-05:00\",\"content\":[{\"attachment\":{\"contentType\":\"text/plain; charset=utf-8\","
        + "\"data\":\""
        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
        + "\"}}]}";
  }
}
