package org.wardhealth.deid;

import org.wardhealth.deid.Tokens.Shape;

/**
 * Names of persons, by three kinds of evidence: a cue beside them (title, credential, label,
 * relation, "seen by"), which accepts unknown words; a given name of the dictionary with a family
 * name or initial behind it; a frequent given name alone.
 *
 * <p>Eponyms ("Wilson's disease", "Foley catheter") and medical terms are names only behind a title
 * or a given name.
 */
final class NameRecogniser implements Recogniser {
  @Override
  public void recognise(Tokens tokens, Candidates found) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.word(i)) {
        int last = AnnouncedNames.find(tokens, i, found);
        if (last < 0 && tokens.has(i, Cue.CREDENTIAL) && tokens.shape(i) != Shape.LOWER) {
          FollowedNames.credential(tokens, i, found);
        }
        if (last < 0 && tokens.is(i, FunctionWord.IS)) {
          FollowedNames.opener(tokens, i, found);
        }
        if (last < 0) {
          last = DictionaryNames.find(tokens, i, found);
        }
        i = Math.max(i, last);
      }
    }
  }
}
