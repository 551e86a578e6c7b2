package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.deid.Profile;

/** No string of any element of any resource of R4 or R5 leaves as it came. */
class FhirCanaryTest {
  private static final FhirDefinitions FHIR = FhirDefinitions.read();
  private static final Deid DEID = Deid.english();
  private static final Pattern LEAK = Pattern.compile("zq([0-9]+)@leak");
  private static final Pattern BASE64 = Pattern.compile("\"data\":\"([A-Za-z0-9+/=]+)\"");

  static Stream<Profile> profiles() {
    return Profile.NAMED.stream();
  }

  /** Each resource under one profile, one after the other. */
  @Test
  void aCanaryInEveryElementOfEveryResourceIsNeverEmitted() throws Exception {
    List<String> all = List.copyOf(FHIR.resources);
    int canaries = 0;
    for (int share = 0; share < Profile.NAMED.size(); share++) {
      List<String> types = new ArrayList<>();
      for (int i = share; i < all.size(); i += Profile.NAMED.size()) {
        types.add(all.get(i));
      }
      canaries += canaries(Profile.NAMED.get(share), types);
    }
    assertThat(canaries).isGreaterThan(50_000);
  }

  @ParameterizedTest
  @MethodSource("profiles")
  @Tag("extra")
  void norUnderAnyOtherProfile(Profile profile) throws Exception {
    assertThat(canaries(profile, FHIR.resources)).isGreaterThan(50_000);
  }

  /** How many were planted; none leaves. */
  private static int canaries(Profile profile, Collection<String> types) throws Exception {
    DataSet dataSet = new DataSet(profile, DataSetKey.of(new byte[32]), DEID);
    TreeSet<String> leaks = new TreeSet<>();
    int canaries = 0;
    for (String type : types) {
      FhirSample sample = new FhirSample(FHIR);
      String json = sample.resource(type);
      PatientIndex patients = patients(json);
      Release release = new Release(dataSet, patients);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new FhirNdjson()
          .transform(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), out, release);
      assertThat(release.tally().malformed()).as(type).isEmpty();
      String safe = decoded(out.toString(StandardCharsets.UTF_8));
      assertThat(safe).as(type).startsWith("{\"resourceType\":\"" + type + "\"");
      Matcher leak = LEAK.matcher(safe);
      while (leak.find()) {
        leaks.add(
            sample.path(Integer.parseInt(leak.group(1)))
                + safe.substring(
                    Math.max(0, leak.start() - 40), Math.min(safe.length(), leak.end() + 30)));
      }
      for (String canary : List.of(FhirSample.FAMILY, FhirSample.MRN, "leak.example")) {
        if (safe.contains(canary)) {
          int at = safe.indexOf(canary);
          leaks.add(type + ": " + safe.substring(Math.max(0, at - 60), at + canary.length()));
        }
      }
      canaries += (int) LEAK.matcher(json).results().count();
    }
    assertThat(leaks).isEmpty();
    return canaries;
  }

  private static PatientIndex patients(String json) throws IOException {
    PatientIndex patients = new PatientIndex(1 << 24);
    patients.add(
        List.of(PatientKey.ofRecordNumber(FhirSample.MRN)),
        KnownIdentity.builder()
            .name(List.of("Zebulon"), FhirSample.FAMILY)
            .identifier(IdentifierType.MRN, FhirSample.MRN)
            .build());
    new FhirNdjson()
        .index(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), patients);
    return patients;
  }

  private static String decoded(String json) {
    StringBuilder all = new StringBuilder(json);
    Matcher data = BASE64.matcher(json);
    while (data.find()) {
      all.append(new String(Base64.getDecoder().decode(data.group(1)), StandardCharsets.UTF_8));
    }
    return all.toString();
  }
}
