package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Postal codes of Great Britain and Canada are found; stages, levels, lots and genes are not. */
class PostcodeRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Moved to {M5V 3L9} last year.",
        "Mail goes to {K1A 0B1}.",
        "His postcode is {SW1A 1AA} and he lives alone.",
        "He gave postal code {k1a0b1} to the clerk.",
        "postcode: {m1 1ae}",
        "Lives near {EC1A1BB} now.",
        "She moved from {W1A 0AX} with him.",
        "from {CR2 6XH} by ambulance",
        "{LS1 4AP}",
        "clinic letter to {G12 8QQ}, second class",
        "the shop in Wales, {M1 1AE}, was shut"
      })
  void finds(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.LOCATION))
        .contains(marked.substring(marked.indexOf('{'), marked.indexOf('}') + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pT2N1M0 and T1N0M0 tumours, T2N 0M0 after.",
        "She is G3P2A1, her sister G2P 1A0.",
        "ECG: V1V2V3 raised, S1S2S3 pattern.",
        "HLA B27 1DR positive; CYP2D6 4XN; BRCA1 2AA.",
        "Given B12 1MG daily, L5 2ND dose, CO2 4HR apart.",
        "ICD E11 9AB was coded.",
        "Disc at L4 5NR and T1 2WI images.",
        "RSV lot ab12 3cd was recalled",
        "C3H4N2 and C6H5N1 in the flask",
        "X9X 9X9 of the form, Q1A 1A1, SW1A 1CO"
      })
  void leaves(String text) {
    assertThat(English.found(IdentifierType.LOCATION, text)).isEmpty();
  }
}
