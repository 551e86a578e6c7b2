package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Profile;

/** A value in every field, component and subcomponent of every segment never leaves. */
class Hl7CanaryTest {
  private static final String NAME = "Quillfeather";
  private static final String NUMBER = "88123407";
  private static final String UNKNOWN = "Vexillologyseventy";
  private static final List<Profile> TAGS_AND_REALISTIC =
      List.of(Profile.SAFE_HARBOR, Profile.GDPR_PSEUDONYMISED);
  private static final int FIELDS = 75;
  private static final int COMPONENTS = 25;

  private static final String HEADER = "MSH|^~\\&|A|B|C|D|20240311||ADT^A01|1|P|2.5.1\r";
  private static final String PATIENT =
      "PID|1||88123407^^^Q^MR||Quillfeather^Ambrose||19361104|M|||||||||||401-55-7719\r";

  /** Each segment under one profile, one after the other. */
  @Test
  void whatIsKnownOfThePatientNeverLeavesAnyFieldOfAnySegment() {
    knownOfThePatient((profiles, turn) -> List.of(profiles.get(turn % profiles.size())));
  }

  @Test
  @Tag("extra")
  void norUnderAnyOtherProfile() {
    knownOfThePatient((profiles, _) -> profiles);
  }

  private static void knownOfThePatient(
      BiFunction<List<Profile>, Integer, List<Profile>> underWhich) {
    for (String name : List.of(NAME, NUMBER, "401-55-7719")) {
      List<Profile> profiles = name.equals(NAME) ? Profile.NAMED : TAGS_AND_REALISTIC;
      int turn = 0;
      for (String segment : segments()) {
        String message = HEADER + PATIENT + planted(segment, name);
        for (Profile profile : underWhich.apply(profiles, turn++)) {
          assertThat(leaks(profile, segment, message, name, false))
              .as(profile.name() + " " + segment)
              .isEmpty();
        }
      }
    }
  }

  @Test
  void aWordThatNobodyKnowsStaysInFreeTextOnly() {
    for (String segment : segments()) {
      String message = HEADER + PATIENT + planted(segment, UNKNOWN);
      for (Profile profile : Profile.NAMED) {
        assertThat(leaks(profile, segment, message, UNKNOWN, true))
            .as(profile.name() + " " + segment)
            .isEmpty();
      }
    }
  }

  @Test
  void everyTypeOfObservationIsReadByItsType() {
    for (String type :
        List.of(
            "AD", "CE", "CF", "CK", "CN", "CNE", "CP", "CQ", "CWE", "CX", "DR", "DT", "DTM", "ED",
            "EI", "FT", "HD", "ID", "IS", "JCC", "MA", "MO", "NA", "NM", "NR", "PL", "PN", "RP",
            "SI", "SN", "ST", "TM", "TN", "TS", "TX", "XAD", "XCN", "XON", "XPN", "XTN", "ZZ",
            "")) {
      String value = IntStream.range(0, 24).mapToObj(i -> NAME).collect(Collectors.joining("^"));
      String message = HEADER + PATIENT + "OBX|1|" + type + "|1^x^L||" + value + "~" + NAME + "\r";
      for (Profile profile : Profile.NAMED) {
        boolean places =
            List.of(
                    "PL", "HD", "XON", "XAD", "AD", "ED", "RP", "CX", "CK", "EI", "XCN", "CN",
                    "XPN", "PN", "JCC")
                .contains(type);
        if (!profile.equals(Profile.LIMITED_DATA_SET) || !places) {
          assertThat(Hl7Samples.hl7(profile, message).text())
              .as(profile.name() + " " + type)
              .doesNotContain(NAME);
        }
      }
    }
  }

  @Test
  void segmentsThatAreNotListedGo() {
    String message = HEADER + PATIENT + "ZPI|1|" + NAME + "\rZZZ\rXYZ|" + UNKNOWN + "\r";
    Hl7Samples.Result result = Hl7Samples.hl7(Profile.KEEP_CLINICIANS, message);
    assertThat(result.text().split("\r")).hasSize(2);
    assertThat(result.tally().removed()).containsEntry(Removal.UNKNOWN_ELEMENT, 3L);
  }

  private static List<String> segments() {
    return Hl7Segments.ALL.names().stream()
        .filter(name -> !Hl7Reader.HEADERS.contains(name) && !Hl7Reader.ENVELOPE.contains(name))
        .toList();
  }

  private static String planted(String segment, String canary) {
    String components =
        IntStream.range(0, COMPONENTS)
            .mapToObj(i -> canary + "&" + canary + "&" + canary)
            .collect(Collectors.joining("^"));
    Map<Integer, Hl7Rule> rules = Hl7Segments.ALL.segment(segment).orElseThrow();
    String fields =
        IntStream.rangeClosed(1, FIELDS)
            .mapToObj(i -> rules.containsKey(i) ? components : canary)
            .collect(Collectors.joining("|"));
    return segment + "|" + fields + "\r";
  }

  /** The places where the canary still stands and must not. */
  private static List<String> leaks(
      Profile profile, String segment, String message, String canary, boolean text) {
    List<String> leaks = new ArrayList<>();
    String[] lines = Hl7Samples.hl7(profile, message).text().split("\r");
    assertThat(lines).hasSize(3);
    Map<Integer, Hl7Rule> rules = Hl7Segments.ALL.segment(segment).orElseThrow();
    String[] fields = lines[2].split("\\|", -1);
    for (int f = 1; f < fields.length; f++) {
      String[] components = fields[f].split("\\^", -1);
      for (int c = 0; c < components.length; c++) {
        String[] parts = components[c].split("&", -1);
        for (int s = 0; s < parts.length; s++) {
          boolean may =
              rules.containsKey(f) && mayStay(profile, part(part(rules.get(f), c), s), text);
          if (parts[s].contains(canary) && !may) {
            leaks.add(segment + "-" + f + "." + (c + 1) + "." + (s + 1));
          }
        }
      }
    }
    return leaks;
  }

  private static Hl7Rule part(Hl7Rule rule, int number) {
    return switch (rule) {
      case Hl7Rule.Parts parts ->
          number < parts.rules().size() ? parts.rules().get(number) : Hl7Rule.Plain.X;
      case Hl7Rule.Special special ->
          switch (special) {
            case CWE, UNIT ->
                switch (number) {
                  case 1, 4, 8, 10 -> Hl7Rule.Plain.TX;
                  case 13, 14, 16, 17, 19, 20 -> Hl7Rule.Plain.OID;
                  default -> Hl7Rule.Plain.C;
                };
            case HD -> number == 0 ? new Hl7Rule.Value(IdentifierType.FACILITY) : Hl7Rule.Plain.OID;
            case XTN -> Hl7Rule.Plain.X;
            case OBX5 -> Hl7Rule.Plain.X;
          };
      case Hl7Rule.Extended ignored ->
          switch (number) {
            case 3, 5 -> Hl7Rule.Special.HD;
            case 8, 9 -> Hl7Rule.Special.CWE;
            default -> Hl7Rule.Plain.X;
          };
      case Hl7Rule.Plain plain -> plain;
      case Hl7Rule.Link link -> link;
      case Hl7Rule.Value value -> value;
      case Hl7Rule.Name name -> name;
    };
  }

  private static boolean mayStay(Profile profile, Hl7Rule rule, boolean text) {
    return switch (rule) {
      case Hl7Rule.Plain plain ->
          switch (plain) {
            case TX -> text;
            case OID -> text && profile.action(IdentifierType.FACILITY) == Action.KEEP;
            case STATE, COUNTRY -> profile.action(IdentifierType.LOCATION) == Action.KEEP;
            case X, C, NM, DT, TM, HON -> false;
          };
      case Hl7Rule.Link link -> profile.action(link.type()) == Action.KEEP;
      case Hl7Rule.Value value -> profile.action(value.type()) == Action.KEEP;
      case Hl7Rule.Name name -> profile.action(name.type()) == Action.KEEP;
      case Hl7Rule.Parts parts -> mayStay(profile, parts.rules().getFirst(), text);
      case Hl7Rule.Extended ignored -> false;
      case Hl7Rule.Special special ->
          special == Hl7Rule.Special.HD && profile.action(IdentifierType.FACILITY) == Action.KEEP;
    };
  }
}
