package org.wardhealth.labels;

import java.util.Set;
import java.util.TreeSet;
import org.wardhealth.consent.Sensitivities;

/**
 * Says which sensitivity labels a text has: those that records in it carry themselves ({@code
 * meta.security}), those of their codes, and those of what is said in plain words.
 *
 * <p>Takes any text: a note, FHIR as JSON or XML, C-CDA, HL7 v2, or a note with one of them in it,
 * cut off or not. Leans towards a label too many: the numbers stand in docs/labels.md, and {@code
 * LabellerTest} holds them. Does not read pictures, other languages than its packs, or between the
 * lines. Immutable, thread-safe; the time is linear in the text.
 */
public final class Labeller {
  private static final Labeller SHIPPED =
      new Labeller(CodeList.shipped(), LabelPack.load("en", "es"));

  private final CodeList codes;
  private final Phrases phrases;

  private Labeller(CodeList codes, Phrases phrases) {
    this.codes = codes;
    this.phrases = phrases;
  }

  /** The one that Ward ships: English and Spanish. */
  public static Labeller shipped() {
    return SHIPPED;
  }

  /** The labels of a text. */
  public Labels of(String text) {
    Set<String> found = new TreeSet<>();
    int level = -1;
    for (Codings.Code code : Codings.in(text)) {
      switch (code.system()) {
        case ACT_CODE -> {
          if (code.code().equals(Codings.PART_2)) {
            found.addAll(Sensitivity.SUBSTANCE.codes());
          } else if (Sensitivities.knows(code.code())) {
            found.add(code.code());
          }
        }
        case CONFIDENTIALITY -> level = Math.max(level, Sensitivities.level(code.code()));
        case ICD_10, SNOMED_CT, LOINC, RXNORM ->
            codes.find(code.system(), code.code()).forEach(one -> found.addAll(one.codes()));
      }
    }
    Reading reading = Reading.of(Tokens.of(text), phrases);
    reading.found().forEach(one -> found.addAll(one.codes()));
    return new Labels(found, level < 0 ? Labels.NORMAL : level, reading.understood());
  }
}
