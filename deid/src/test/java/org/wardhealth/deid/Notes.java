package org.wardhealth.deid;

import java.util.Random;

/** Notes made at random from a seed, with identifiers, and with characters that break offsets. */
final class Notes {
  private static final String[] PARTS = {
    "Patient: DOE, JANE Q.  MRN: 00-4471-23\r\n",
    "John Smith",
    " Mr. O'Brien's ",
    "seen at St. Mary's Hospital ",
    "on 03/04/2021, ",
    "on May 3rd, 2020 ",
    "(555) 123-4567 ",
    "jane.doe@example.org ",
    "[NAME-1] ",
    "NAME-2 ",
    "\\[date - 1\\] ",
    "\n\n",
    " ",
    "lives at 12 Elm Street, Springfield, IL 62704 ",
    "\uD83D\uDE00",
    "\uD83D",
    "\uDE00",
    "\u0000",
    "\u202Eabc\u202C ",
    "Jose\u0301 Garci\u0301a ",
    "\u05D3\u05D5\u05D3 ",
    "BP 120/80, ",
    "5/10 pain. ",
    "A 92-year-old man ",
    "SSN 123-45-6789 ",
    "\t",
    "Dr. Patel ",
    "will return in May. ",
    "https://example.org/x?y ",
    "10.0.0.1 ",
    "[",
    "]",
    "\\",
    "-",
    "'s ",
    "Wilson's disease ",
    "Smith ",
    "SMITH ",
    "Case #JH-998877 ",
    "NAME-",
    "[NAME-",
    "1",
    "23",
    "DATE-1",
    "x"
  };

  private Notes() {}

  static String random(long seed, int parts) {
    Random random = new Random(seed);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      out.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return out.toString();
  }
}
