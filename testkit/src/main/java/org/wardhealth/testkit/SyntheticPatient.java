package org.wardhealth.testkit;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * An invented person with everything that a hospital knows of a patient.
 *
 * <p>Telephone numbers are of the range 555-01xx, mail is at example.org, social security numbers
 * begin with 9 and streets do not exist: none of it can reach anybody.
 *
 * @param id the logical id of the FHIR resource
 * @param given given names, at least one
 * @param family the family name
 * @param gender FHIR's administrative gender: {@code female}, {@code male}, {@code other}
 * @param phones at least one, in varied notation
 * @param ssn nine digits with hyphens, of a range that is never assigned
 * @param contact the next of kin
 */
public record SyntheticPatient(
    String id,
    List<String> given,
    String family,
    String gender,
    LocalDate birthDate,
    Address address,
    List<String> phones,
    String email,
    String mrn,
    String ssn,
    Contact contact) {

  /** An invented postal address of the United States. */
  public record Address(String line, String city, String state, String zip) {
    /** The address on one line. */
    public String oneLine() {
      return line + ", " + city + ", " + state + " " + zip;
    }
  }

  /** Somebody to call. */
  public record Contact(String relation, String name, String phone) {}

  /** Copies the lists. */
  public SyntheticPatient {
    given = List.copyOf(given);
    phones = List.copyOf(phones);
  }

  /** First given name and family name. */
  public String name() {
    return given.getFirst() + " " + family;
  }

  /** Everything that names this patient, as it would be written in a note. */
  public List<String> identifiers() {
    return List.of(
        name(),
        birthDate.toString(),
        address.oneLine(),
        phones.getFirst(),
        email,
        mrn,
        ssn,
        contact.name(),
        contact.phone());
  }

  /** The patient as a FHIR R4 {@code Patient} in JSON. */
  public String fhir() {
    ObjectNode patient = Json.object().put("resourceType", "Patient").put("id", id);
    identifier(patient, "MR", "https://hospital.example.org/mrn", mrn);
    identifier(patient, "SS", "http://hl7.org/fhir/sid/us-ssn", ssn);
    patient.put("active", true);
    ObjectNode name = patient.putArray("name").addObject();
    name.put("use", "official").put("family", family);
    given.forEach(name.putArray("given")::add);
    var telecom = patient.putArray("telecom");
    phones.forEach(
        phone -> telecom.addObject().put("system", "phone").put("value", phone).put("use", "home"));
    telecom.addObject().put("system", "email").put("value", email);
    patient.put("gender", gender).put("birthDate", birthDate.toString());
    ObjectNode place = patient.putArray("address").addObject().put("use", "home");
    place.putArray("line").add(address.line());
    place.put("city", address.city()).put("state", address.state());
    place.put("postalCode", address.zip()).put("country", "US");
    ObjectNode kin = patient.putArray("contact").addObject();
    kin.putArray("relationship").addObject().put("text", contact.relation());
    kin.putObject("name").put("text", contact.name());
    kin.putArray("telecom").addObject().put("system", "phone").put("value", contact.phone());
    return Json.PLAIN.writerWithDefaultPrettyPrinter().writeValueAsString(patient);
  }

  private static void identifier(ObjectNode patient, String type, String system, String value) {
    ObjectNode identifier = patient.withArray("identifier").addObject();
    ObjectNode coding = identifier.putObject("type").putArray("coding").addObject();
    coding.put("system", "http://terminology.hl7.org/CodeSystem/v2-0203").put("code", type);
    identifier.put("system", system).put("value", value);
  }

  /** The id only: a patient in a log would be a bad example. */
  @Override
  public String toString() {
    return "SyntheticPatient[" + id.toLowerCase(Locale.ROOT) + "]";
  }
}
