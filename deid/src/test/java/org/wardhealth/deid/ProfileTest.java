package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Profiles say what happens to every type, and a wrong one says all that is wrong. */
class ProfileTest {
  @Test
  void safeHarborLetsNoneOfTheEighteenClassesStand() {
    for (IdentifierType type : IdentifierType.values()) {
      if (!type.in(Vocabulary.HIPAA).isEmpty()) {
        assertThat(Profile.SAFE_HARBOR.action(type)).as(type.name()).isNotEqualTo(Action.KEEP);
      }
    }
  }

  @Test
  void everyNamedProfileCanBeTheBaseOfAnother() {
    for (Profile base : Profile.NAMED) {
      Profile own = Profile.of(Map.of("name", "own", "extends", base.name()));
      assertThat(own.actions()).isEqualTo(base.actions());
      assertThat(own.realistic()).isEqualTo(base.realistic());
      assertThat(own.shift()).isEqualTo(base.shift());
    }
  }

  @Test
  void whatIsWrittenHolds() {
    Profile own =
        Profile.of(
            Map.of(
                "name",
                "trial-7",
                "extends",
                "safe-harbor",
                "style",
                "realistic",
                "shift",
                Map.of("most-days", 30, "weekdays", false),
                "threshold",
                0.25,
                "types",
                Map.of(
                    "clinician",
                    "keep",
                    "DATE",
                    "shift",
                    "care-center",
                    Map.of("action", "keep", "threshold", 1),
                    "Other_Id",
                    Map.of("threshold", 0.75))));
    assertThat(own.name()).isEqualTo("trial-7");
    assertThat(own.realistic()).isTrue();
    assertThat(own.shift()).isEqualTo(new Shift(30, false));
    assertThat(own.action(IdentifierType.CLINICIAN)).isEqualTo(Action.KEEP);
    assertThat(own.action(IdentifierType.DATE)).isEqualTo(Action.SHIFT);
    assertThat(own.action(IdentifierType.CARE_CENTER)).isEqualTo(Action.KEEP);
    assertThat(own.action(IdentifierType.OTHER_ID)).isEqualTo(Action.SURROGATE);
    assertThat(own.thresholds())
        .containsEntry(IdentifierType.NAME, 0.25f)
        .containsEntry(IdentifierType.OTHER_ID, 0.75f);
  }

  @Test
  void anotherStyleChangesNothingElse() {
    Profile own =
        Profile.of(Map.of("name", "own", "shift", Map.of("most-days", 30), "threshold", 0.5));
    assertThat(own.realistic(true).shift()).isEqualTo(own.shift());
    assertThat(own.realistic(true).thresholds()).isEqualTo(own.thresholds());
  }

  @Test
  void whatIsLessSureThanTheThresholdIsLeft() {
    Profile own =
        Profile.of(Map.of("name", "own", "types", Map.of("name", Map.of("threshold", 0.5))));
    Finding sure = new Finding(0, 4, IdentifierType.NAME, Source.RULE, 0.5f);
    Finding unsure = new Finding(5, 9, IdentifierType.NAME, Source.RULE, 0.4f);
    Finding other = new Finding(10, 14, IdentifierType.MRN, Source.RULE, 0.1f);
    assertThat(own.concerned(List.of(sure, unsure, other))).containsExactly(sure, other);
    assertThat(Profile.SAFE_HARBOR.concerned(List.of(sure, unsure, other))).hasSize(3);
  }

  @Test
  void aTypeThatIsThereTwiceIsAProblem() {
    Map<String, Object> written =
        Map.of(
            "name", "trial-7", "types", Map.of("health-plan", "keep", "Health_Plan", "surrogate"));
    assertThatExceptionOfType(InvalidProfile.class)
        .isThrownBy(() -> Profile.of(written))
        .satisfies(e -> assertThat(e.problems().toString()).contains("there twice"));
  }

  @Test
  void allProblemsAreToldAtOnce() {
    Map<String, Object> types = new HashMap<>();
    types.put("clinicians", "keep");
    types.put("name", "generalise");
    types.put("mrn", "shift");
    types.put("date", "drop");
    types.put("url", null);
    types.put("fax", Map.of("threshold", 2, "colour", "red"));
    Map<String, Object> written =
        Map.of(
            "name", "safe-harbor",
            "extends", "hipaa",
            "style", "pretty",
            "shift", Map.of("most-days", 3, "weekdays", "yes", "hours", 1),
            "threshold", "high",
            "type", Map.of(),
            "types", types);
    assertThatExceptionOfType(InvalidProfile.class)
        .isThrownBy(() -> Profile.of(written))
        .satisfies(
            e -> {
              assertThat(e.problems()).hasSize(15);
              for (String path :
                  List.of(
                      "name: ",
                      "extends: ",
                      "style: ",
                      "shift.most-days: ",
                      "shift.weekdays: ",
                      "shift.hours: ",
                      "threshold: ",
                      "type: ",
                      "types.clinicians: ",
                      "types.name: ",
                      "types.mrn: ",
                      "types.date: ",
                      "types.url: ",
                      "types.fax.threshold: ",
                      "types.fax.colour: ")) {
                assertThat(e.problems()).anyMatch(problem -> problem.startsWith(path));
              }
            });
    assertThatExceptionOfType(InvalidProfile.class).isThrownBy(() -> Profile.of(Map.of()));
    assertThatExceptionOfType(InvalidProfile.class)
        .isThrownBy(() -> Profile.of(Map.of("name", "own", "types", "all")));
  }
}
