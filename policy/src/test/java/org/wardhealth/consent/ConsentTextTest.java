package org.wardhealth.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.consent.Sample.ai;
import static org.wardhealth.consent.Sample.but;
import static org.wardhealth.consent.Sample.deny;
import static org.wardhealth.consent.Sample.label;
import static org.wardhealth.consent.Sample.period;
import static org.wardhealth.consent.Sample.permit;
import static org.wardhealth.consent.Sample.purpose;
import static org.wardhealth.consent.Sample.r4;
import static org.wardhealth.consent.Sample.rule;

import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class ConsentTextTest {
  private static final Consent CONSENT =
      Sample.read(
          r4(
              "c",
              permit(),
              purpose("TREAT", "HRESCH"),
              period("2026-01-01", "2027-12-31"),
              but(rule(deny(), ai("ai-training")), rule(deny(), label("HIV")))));

  @Test
  void aConsentIsSaidInEnglish() {
    assertThat(ConsentText.in("en").of(CONSENT))
        .contains("This agreement is in force.")
        .contains("In force from January 1, 2026 until December 31, 2027")
        .contains("I permit the use of my data: for treatment, research.")
        .contains(
            "  - I do not permit the use of my data: namely training artificial intelligence with"
                + " them.")
        .contains("  - I do not permit the use of my data: data that are labelled HIV.");
  }

  @Test
  void andInSpanish() {
    assertThat(ConsentText.in("es-MX").of(CONSENT))
        .contains("Este acuerdo está vigente.")
        .contains("Vigente desde el 1 de enero de 2026 hasta el 31 de diciembre de 2027")
        .contains("Permito el uso de mis datos: para el tratamiento, la investigación.")
        .contains("  - No permito el uso de mis datos: datos marcados como VIH.");
  }

  @Test
  void bothLanguagesHaveTheSameWords() {
    assertThat(ResourceBundle.getBundle("org.wardhealth.consent.words", Locale.of("es")).keySet())
        .isEqualTo(
            ResourceBundle.getBundle(
                    "org.wardhealth.consent.words",
                    Locale.ROOT,
                    ResourceBundle.Control.getNoFallbackControl(
                        ResourceBundle.Control.FORMAT_PROPERTIES))
                .keySet());
  }
}
