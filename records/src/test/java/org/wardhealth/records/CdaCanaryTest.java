package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.Profile;

/** A value in every attribute and every text of a document never leaves. */
class CdaCanaryTest {
  private static final String NAME = "Quillfeather";
  private static final String UNKNOWN = "Vexillologyseventy";
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z:A-Z]+=\"([^\"]*)\"");
  private static final Pattern TEXT = Pattern.compile(">([^<]*)<");

  /** Where a profile keeps what the place says, or where it says that a word is a place. */
  private static final Pattern KEPT_PLACES =
      Pattern.compile(
          "(?s).*<(streetAddressLine|city|name|county|postalCode|state|country)>[^<]*$|.*assigningAuthorityName=\"$");

  /** Where free text stands. */
  private static final Pattern FREE_TEXT =
      Pattern.compile(
          "(?s).*(displayName=\"|codeSystemName=\"|<title>|<originalText>|<text>.*|<manufacturedMaterial>.*<name>)$");

  /** Each place under one profile, one after the other. */
  @Test
  void whatIsKnownOfThePatientNeverLeavesAnyPlace() {
    knownOfThePatient(turn -> List.of(Profile.NAMED.get(turn % Profile.NAMED.size())));
  }

  @Test
  @Tag("extra")
  void norUnderAnyOtherProfile() {
    knownOfThePatient(_ -> Profile.NAMED);
  }

  private static void knownOfThePatient(IntFunction<List<Profile>> underWhich) {
    List<String> leaks = new ArrayList<>();
    int turn = 0;
    String document = CdaSamples.SUMMARY;
    for (Pattern place : List.of(ATTRIBUTE, TEXT)) {
      Matcher at = place.matcher(document);
      while (at.find()) {
        String before = document.substring(0, at.start(1));
        String planted = before + NAME + document.substring(at.end(1));
        for (Profile profile : underWhich.apply(turn++)) {
          boolean kept =
              (profile.equals(Profile.LIMITED_DATA_SET) && KEPT_PLACES.matcher(before).matches())
                  || (profile.equals(Profile.KEEP_CLINICIANS)
                      && before.lastIndexOf("<assignedPerson>")
                          > before.lastIndexOf("</assignedPerson>"));
          if (!kept && out(profile, planted).contains(NAME)) {
            leaks.add(profile.name() + " " + before.substring(Math.max(0, before.length() - 60)));
          }
        }
      }
    }
    assertThat(leaks).isEmpty();
  }

  @Test
  void aWordThatNobodyKnowsStaysInFreeTextOnly() {
    List<String> leaks = new ArrayList<>();
    for (Pattern place : List.of(ATTRIBUTE, TEXT)) {
      Matcher at = place.matcher(CdaSamples.SUMMARY);
      while (at.find()) {
        String before = CdaSamples.SUMMARY.substring(0, at.start(1));
        boolean text =
            FREE_TEXT.matcher(before).matches()
                || before.lastIndexOf("<text>") > before.lastIndexOf("</text>");
        String planted = before + UNKNOWN + CdaSamples.SUMMARY.substring(at.end(1));
        if (!(text && !before.endsWith("ID=\"") && !before.endsWith("=\"#"))
            && out(Profile.SAFE_HARBOR, planted).contains(UNKNOWN)) {
          leaks.add(before.substring(Math.max(0, before.length() - 60)));
        }
      }
    }
    assertThat(leaks).isEmpty();
  }

  @Test
  void elementsAndAttributesThatAreNotListedGo() {
    Matcher start = Pattern.compile("<[a-zA-Z:]+( [^>]*[^/])?>").matcher(CdaSamples.SUMMARY);
    List<String> leaks = new ArrayList<>();
    while (start.find()) {
      String tag = start.group();
      String before = CdaSamples.SUMMARY.substring(0, start.start());
      String behind = CdaSamples.SUMMARY.substring(start.end());
      String attribute = tag.substring(0, tag.length() - 1) + " vexillo=\"" + UNKNOWN + "\">";
      String child = tag + "<vexillo a=\"" + UNKNOWN + "\">" + UNKNOWN + "</vexillo>";
      for (String planted : List.of(attribute, child)) {
        String out = out(Profile.LIMITED_DATA_SET, before + planted + behind);
        if (out.contains(UNKNOWN) || out.contains("vexillo")) {
          leaks.add(planted);
        }
      }
    }
    assertThat(leaks).isEmpty();
  }

  private static String out(Profile profile, String document) {
    PatientIndex patients = new PatientIndex(1_000_000);
    try {
      for (String file : List.of(CdaSamples.SUMMARY, document)) {
        new CdaFormat()
            .index(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), patients);
      }
      return Hl7Samples.run(
              new CdaFormat(), profile, document.getBytes(StandardCharsets.UTF_8), patients)
          .text();
    } catch (MalformedRecord e) {
      assertThat(e.getMessage()).doesNotContain(NAME, UNKNOWN);
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
