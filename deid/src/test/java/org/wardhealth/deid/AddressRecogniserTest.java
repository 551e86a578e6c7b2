package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise of {@link AddressRecogniser}. In the examples, what must be found stands between
 * braces.
 */
class AddressRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Lives at {123 Maple Street}.",
        "Lives at {485 Franklin St.}, {Springfield, IL} {62704}.",
        "Address: {12 E 5th Ave Apt 4B}, {Boston, MA} {02115-1234}",
        "Mail to {P.O. Box 1234}.",
        "Mail to {PO Box 99}.",
        "Home: {77 Old Mill Road, Suite 200}",
        "Zip code: {90210}",
        "From {221B Baker Street} today."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.STREET, IdentifierType.LOCATION))
        .isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Take 2 at noon St elevation noted.",
        "3 way stopcock placed.",
        "Given 500 ml over 1 hour.",
        "In 20 minutes the court ruled.",
        "Count 12345 cells.",
        "Adenocard       3     3     Y        Green",
        "1411   Kang    Pru     CT"
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }
}
