package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of {@link ContactRecogniser}. */
class ContactRecogniserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EMAIL  | Write to jane.doe+x@mail.example.org, please. | jane.doe+x@mail.example.org",
        "EMAIL  | <o'neil_1@med.com>                            | o'neil_1@med.com",
        "URL    | See https://example.org/a?b=c#d.              | https://example.org/a?b=c#d",
        "URL    | See www.example.org today                     | www.example.org",
        "URL    | Portal my-chart.example.com/login open        | my-chart.example.com/login",
        "URL    | photos at bit.ly/3xQ7 as asked                | bit.ly/3xQ7",
        "IP     | from 192.168.10.1, then                       | 192.168.10.1",
        "IP     | from 2001:db8::8a2e:370:7334 then             | 2001:db8::8a2e:370:7334",
        "IP     | from fe80:0:0:0:1:2:3:4 then                  | fe80:0:0:0:1:2:3:4",
        "DEVICE | adapter 00:1B:44:11:3A:B7 ok                  | 00:1B:44:11:3A:B7",
        "DEVICE | adapter 00-1B-44-11-3A-B7 ok                  | 00-1B-44-11-3A-B7"
      })
  void findsTheWholeAddress(IdentifierType type, String text, String expected) {
    assertThat(English.found(type, text)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "At 10:30:00 and 08:15.",
        "Ratio 1:2:3 was used.",
        "Version 1.2.3.4.5 of the atlas; 300.1.1.1 is no address.",
        "@ bedside, 2 @ 3",
        "pain.No fever. e.g. this",
        "Seen it.no/yes was ticked, in.out. Ask me.",
        "Use std::vector, not a::b."
      })
  void leavesWhatOnlyLooksAlike(String text) {
    assertThat(English.found(text)).isEmpty();
  }
}
