package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes by its word a text that says who the patient is: what stands behind "Patient:", "Patient
 * name:" or "wife of", or before ", the patient", is no clinician's name, whatever title or
 * training says, and neither are its parts elsewhere. So a profile that keeps clinicians does not
 * keep them.
 */
final class PatientsByLabel {
  private static final WordSet PATIENT = WordSet.of("patient paciente");
  private static final WordSet NAME = WordSet.of("name nombre");

  private PatientsByLabel() {}

  /** The findings, sorted and disjoint as they were, with the types of such names changed. */
  static List<Finding> in(Tokens tokens, List<Finding> found) {
    Set<String> names = new HashSet<>();
    for (Finding finding : found) {
      if (finding.type() == IdentifierType.CLINICIAN && labelled(tokens, finding)) {
        names.addAll(words(tokens, finding));
      }
    }
    if (names.isEmpty()) {
      return found;
    }
    List<Finding> out = new ArrayList<>(found.size());
    for (Finding f : found) {
      Set<String> words = f.type() == IdentifierType.CLINICIAN ? words(tokens, f) : Set.of();
      boolean same = !words.isEmpty() && names.containsAll(words);
      out.add(
          same ? new Finding(f.start(), f.end(), IdentifierType.NAME, f.source(), f.score()) : f);
    }
    return List.copyOf(out);
  }

  private static boolean labelled(Tokens t, Finding finding) {
    int behind = t.at(finding.end() - 1) + 1;
    boolean told =
        t.mark(behind, ',')
            && t.is(behind + 1, FunctionWord.THE)
            && PATIENT.has(t, behind + 2)
            && !t.is(behind + 3, Tokens.Kind.POSSESSIVE);
    int at = t.at(finding.start()) - 1;
    at = t.mark(at, '.') ? at - 1 : at;
    at = t.hasAny(at, Cue.of(Cue.TITLE, Cue.HONORIFIC)) ? at - 1 : at;
    if (told || (t.is(at, FunctionWord.OF) && t.has(at - 1, Cue.KIN))) {
      return true;
    }
    if (!t.mark(at, ':')) {
      return false;
    }
    at = NAME.has(t, at - 1) ? at - 2 : at - 1;
    at = t.is(at, FunctionWord.OF) ? at - 1 : at;
    return PATIENT.has(t, at) || (t.is(at, Tokens.Kind.POSSESSIVE) && PATIENT.has(t, at - 1));
  }

  /** The words of a name without title, credentials and initials. */
  private static Set<String> words(Tokens t, Finding finding) {
    Set<String> words = new HashSet<>();
    for (int i = t.at(finding.start()); i < t.size() && t.start(i) < finding.end(); i++) {
      if (t.word(i) && t.length(i) > 1 && !t.hasAny(i, Cue.of(Cue.TITLE, Cue.CREDENTIAL))) {
        words.add(Folding.fold(t.text().subSequence(t.start(i), t.end(i)).toString()));
      }
    }
    return words;
  }
}
