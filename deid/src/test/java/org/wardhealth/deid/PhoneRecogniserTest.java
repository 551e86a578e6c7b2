package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise of {@link PhoneRecogniser}. In the examples, what must be found stands between
 * braces.
 */
class PhoneRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Call {(555) 678-1234} now.",
        "Call {555-123-4567}.",
        "Call {555.123.4567}.",
        "Call {555 123 4567}.",
        "Phone: {5551234567}",
        "Tel {+44 20 7946 0958}.",
        "Tel. {+1 (617) 555-0100 x12}",
        "Phone: {+16175550143} {+16175550144}",
        "Ring {1-800-555-0199}.",
        "RN paged at 0312, pager {55326}.",
        "Cell: {555-0199}, {617-555-0123 ext. 4}",
        "Mobile {07700 900123}",
        "Wife ({07700 900123}) and {020 7946 0958}.",
        "Wife {07700900123} and son.",
        "Office {(02) 9374 4000}, {(0113) 496 0123}.",
        "Mother {(11) 91234-5678}."
      })
  void findsExactlyWhatIsMarked(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.PHONE)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Platelets 150 000 and 250 3000.",
        "Titrate 100-200-3000 units.",
        "Doses of 100 200 300 mg.",
        "Phone in 2 weeks.",
        "Page 3 of 5.",
        "Oxylog, pH 7.31/58/71 on 0.6.",
        "pH   7.18   7.24   7.31   7.38",
        "NDC 07999123401",
        "Glucose (12) 2000 and 4500 now, (02) 10 12"
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }
}
