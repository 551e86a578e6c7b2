package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One patient in one {@link DataSet}: transforms what is about this patient. Not thread-safe; make
 * one for each file and patient, they agree with each other.
 */
public final class Subject {
  private final DataSet dataSet;
  private final CompiledIdentity known;
  private final Surrogates surrogates = new Surrogates();
  private final Map<IdentifierType, Integer> counts = new EnumMap<>(IdentifierType.class);

  Subject(DataSet dataSet, String id, CompiledIdentity known) {
    this.dataSet = dataSet;
    this.known = known;
  }

  /** Free text with everything replaced that the profile does not keep. */
  public String text(String text) {
    List<Finding> found = dataSet.profile().concerned(dataSet.deid().find(text, known));
    found.forEach(finding -> counts.merge(finding.type(), 1, Integer::sum));
    return surrogates.replace(text, found);
  }

  /**
   * A whole value that its place in a record says to be of {@code type}: the profile's action on
   * it.
   */
  public String value(IdentifierType type, String value) {
    if (value.isEmpty() || dataSet.profile().action(type) == Action.KEEP) {
      return value;
    }
    counts.merge(type, 1, Integer::sum);
    return surrogates.replace(
        value, List.of(new Finding(0, value.length(), type, Source.KNOWN, 1)));
  }

  /**
   * The pseudonym of an opaque id (a FHIR logical id, a visit number): equal for equal {@code kind}
   * and {@code id} in the whole data set, whoever the patient is, and good wherever an id is.
   * Letters and digits, 26 of them: 130 bits of HMAC-SHA-256.
   */
  public String pseudonym(String kind, String id) {
    return pseudonym(dataSet.key(), kind, id);
  }

  /** How many values were taken out, by type. */
  public Map<IdentifierType, Integer> counts() {
    return Map.copyOf(counts);
  }

  private static String pseudonym(DataSetKey key, String kind, String id) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.secret(), "HmacSHA256"));
      mac.update(kind.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      byte[] full = mac.doFinal(id.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(full).substring(0, 26);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks HmacSHA256", e);
    }
  }
}
