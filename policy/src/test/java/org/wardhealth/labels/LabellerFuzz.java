package org.wardhealth.labels;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.wardhealth.testkit.FuzzTarget;

/** Any text is read, and what stands in it hides nothing of what follows on a line of its own. */
final class LabellerFuzz implements FuzzTarget {
  private static final Labeller LABELLER = Labeller.shipped();
  private static final String MORE =
      "\nThere is heroin.\n{\"system\":\"http://loinc.org\",\"code\":\"76499-3\"}";

  @Override
  public List<byte[]> seeds() {
    return List.of(
            "She denies heroin, but has HIV; her mother had depression. Depresión posparto.",
            "{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"66590003\"}]}",
            "{\\\"code\\\":\\\"F11.20\\\",\\\"system\\\":\\\"urn:oid:2.16.840.1.113883.6.90\\\"}",
            "<system value=\"http://loinc.org\"/><code value=\"76499-3\"/>",
            "<code code='B20' codeSystem='2.16.840.1.113883.6.90' displayName='x'/>",
            "DG1|1||F1120^Opioid^I10~9^x^L^B20^HIV^ICD10\rOBX|1|CWE|76499-3^Abuse^LN\r")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void run(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Labels alone = LABELLER.of(text);
    Labels followed = LABELLER.of(text + MORE);
    if (!followed.codes().containsAll(alone.codes())) {
      throw new IllegalStateException("what follows takes labels away: " + alone);
    }
    if (!followed.codes().containsAll(List.of("SUD", "SDV"))) {
      throw new IllegalStateException("what goes before takes labels away: " + followed);
    }
  }
}
