package org.wardhealth.deid;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.wardhealth.testkit.FuzzTarget;

/**
 * The text engine under foreign bytes: findings are sorted and disjoint, what was replaced is
 * restored to the letter, and no found identifier stands where it was.
 */
final class TextFuzz implements FuzzTarget {
  private static final Deid SPANISH = Deid.spanish();

  @Override
  public List<byte[]> seeds() {
    return List.of(
        bytes(
            "Patient: Okonkwo-Reyes, Ifeoma T.  MRN: 70041938  DOB: 02/17/1968\nSeen by Dr. L."
                + " Fairbanks-Hume at St. Mary's Hospital, 88 Saltglass Court Apt 5, Port Ellery, WA"
                + " 98377, (206) 555-0164, a.b@c.example, SSN 401-55-7719, 93 y.o."),
        bytes(
            "Paciente: Eulalia Peñalver de la Fuente. NHC 5520199. Fecha de nacimiento: 18/07/1952,"
                + " Calle Olmo 14, 2º B, 19004 Guadalajara. Dr. Íñigo Arriaga, Hospital Sierra Clara."),
        bytes("[NAME-1] and [NAME-1b] met [MRN-2]; \uD83D\uDE00 A\u0301 1.2.3.4 ::1"));
  }

  @Override
  public void run(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    for (Deid deid : List.of(English.DEID, SPANISH)) {
      int end = 0;
      List<Finding> found = deid.find(text);
      for (Finding finding : found) {
        check(finding.start() >= end && finding.end() > finding.start(), "findings overlap");
        end = finding.end();
      }
      check(end <= text.length(), "a finding lies behind the text");
      Surrogates surrogates = new Surrogates();
      String safe = surrogates.replace(text, found);
      check(
          surrogates.restore(safe, Restorer.Mode.PLAIN).equals(text),
          "what was replaced is not restored");
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
