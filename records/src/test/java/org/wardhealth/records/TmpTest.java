package org.wardhealth.records;

import org.junit.jupiter.api.Test;
import org.wardhealth.deid.Profile;

class TmpTest {
  @Test
  void show() {
    for (Profile p : Profile.NAMED)
      for (String m :
          java.util.List.of(Hl7Samples.ADMISSION, Hl7Samples.RESULT, Hl7Samples.SPANISH)) {
        var r = Hl7Samples.hl7(p, m);
        System.out.println(
            "== "
                + p.name()
                + "\n"
                + r.text().replace('\r', '\n')
                + r.tally().removed()
                + r.tally().replaced()
                + r.tally().malformed());
      }
  }
}
