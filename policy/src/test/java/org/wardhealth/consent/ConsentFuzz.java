package org.wardhealth.consent;

import static org.wardhealth.consent.Sample.but;
import static org.wardhealth.consent.Sample.deny;
import static org.wardhealth.consent.Sample.label;
import static org.wardhealth.consent.Sample.permit;
import static org.wardhealth.consent.Sample.purpose;
import static org.wardhealth.consent.Sample.r4;
import static org.wardhealth.consent.Sample.r5;
import static org.wardhealth.consent.Sample.rule;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.wardhealth.testkit.FuzzTarget;

/**
 * A Consent under foreign bytes: refused with problems, or answered, and then a denial by another
 * consent holds whatever it says.
 */
final class ConsentFuzz implements FuzzTarget {
  private static final Consent REFUSAL = Sample.read(r4("refusal", deny()));

  @Override
  public List<byte[]> seeds() {
    return Stream.concat(
            Case.all().stream().flatMap(one -> one.consents().stream()).distinct(),
            Stream.of(
                r4("c", permit(), purpose("TREAT"), but(rule(deny(), label("R", "PSY")))),
                r5("c", "permit", purpose("HRESCH") + "," + but(rule(label("HIV"))))))
        .map(json -> json.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void run(byte[] input) {
    Consent consent;
    try {
      consent = Consent.parse(input);
    } catch (InvalidConsent e) {
      if (e.problems().isEmpty()) {
        throw new IllegalStateException("refused without a problem", e);
      }
      return;
    }
    ConsentQuestion question = ConsentQuestion.of("TREAT", "access", Case.NOW);
    ConsentAnswer alone = PatientConsents.compile(List.of(consent), 1).evaluate(question);
    if (alone.decision() == Ruling.NONE != alone.deciding().isEmpty()) {
      throw new IllegalStateException("a decision without a provision that decided");
    }
    if (PatientConsents.compile(List.of(consent, REFUSAL), 1).ruling(question) != Ruling.DENY) {
      throw new IllegalStateException("a refusal was overridden");
    }
  }
}
