package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plates behind a label and registrations of aircraft are found; stages, masks and tags are not.
 */
class PlateRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "his own truck, tag {4B7-91R}, was left",
        "plate: {KXR 4409}",
        "van with plate no. {PTV 0417} braked",
        "flown by the crew of {N417PH} at noon",
        "tail {N88RQ}"
      })
  void finds(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.VEHICLE)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "T2 N1 M0, N95 mask, N2a nodes",
        "a skin tag 4 mm wide",
        "growth plate 12 weeks",
        "plate 10 mL of broth",
        "tag her chart",
        "N17.9 and N200XYZ"
      })
  void leaves(String text) {
    assertThat(English.found(IdentifierType.VEHICLE, text)).isEmpty();
  }
}
